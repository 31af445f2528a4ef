package io.ordinal.node;

/** How far the journal that a node starts from may be relied on. */
public enum Trust {
    /** Everything that the node ever acknowledged is in it. */
    WHOLE,

    /** Something that the node acknowledged may be missing: its ranges begin suspect. */
    SUSPECT,

    /** Something may be missing, and an operator takes what is there for the truth: its ranges count at once. */
    LOSS_ACCEPTED
}
