package io.ordinal.node.chronicle;

/** What a node means by having appended something. */
public enum Durability {
    /** The bytes were forced to the disk: they outlive a loss of power. */
    DISK,

    /** The bytes are in the page cache: they outlive the process, not a loss of power. */
    MEMORY
}
