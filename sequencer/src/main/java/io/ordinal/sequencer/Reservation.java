package io.ordinal.sequencer;

/**
 * The numbers of one term: those up to the ceiling that was written to the record may be issued, each once, in order.
 */
final class Reservation {
    private final long blockSize;
    private long highestIssued;
    private long ceiling;

    /**
     * @param startsAbove the predecessor's ceiling, 0 in a new cluster
     * @param ceiling what was written
     */
    Reservation(long blockSize, long startsAbove, long ceiling) {
        this.blockSize = blockSize;
        this.highestIssued = startsAbove;
        this.ceiling = ceiling;
    }

    long highestIssued() {
        return highestIssued;
    }

    long remaining() {
        return ceiling - highestIssued;
    }

    /** Issues up to {@code wanted} numbers, the last of which is then {@link #highestIssued}; returns how many. */
    int issue(int wanted) {
        int count = (int) Math.min(wanted, remaining());
        highestIssued += count;
        return count;
    }

    /** Whether more should be reserved now: half a block is left, so that grants need not wait for the write. */
    boolean runsLow() {
        return remaining() < (blockSize + 1) / 2;
    }

    /** The ceiling that the next write should name. */
    long wantedCeiling() {
        return runsLow() ? Math.addExact(highestIssued, blockSize) : ceiling;
    }

    /** The record is known to name this ceiling. */
    void confirm(long newCeiling) {
        ceiling = newCeiling;
    }
}
