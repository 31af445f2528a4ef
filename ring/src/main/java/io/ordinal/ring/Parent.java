package io.ordinal.ring;

/**
 * A range that is no more, since others were made of it. It was sealed: its log ends at the position of this epoch and
 * sequence number, which is committed and which every member has, and where the logs of its children begin.
 */
public record Parent(RangeId id, long epoch, long sequence) {
    public Parent {
        if (epoch < 1 || sequence < 1) {
            throw new IllegalArgumentException("range " + id + " cannot be sealed at " + epoch + "/#" + sequence);
        }
    }
}
