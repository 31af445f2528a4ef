package io.ordinal.node;

import java.time.Duration;

/**
 * Counts the writes under way at a node, over all ranges, from being taken in to being answered for good, and says
 * whether there is room for another.
 *
 * <p>Besides the fixed bounds there is one that follows the pace: a node takes in no more than it answers in a fifth of a
 * second, by the best half second of the last two seconds, so that what it does take in waits for about that long and
 * not for as long as a slow disk needs for 20,000 writes.
 */
final class WriteBudget {
    private static final long SLOT_NANOS = Duration.ofMillis(500).toNanos();
    private static final int SLOTS = 4;
    /** How long what is taken in should wait at most: several groups of writes, so that none is smaller than it could be. */
    private static final long WAIT_NANOS = Duration.ofMillis(200).toNanos();

    /** So many are taken at any pace: a node that was idle knows none, and groups of this size are cheap. */
    private static final int MIN_ROOM = 256;

    private final NodeLimits limits;
    private final int[] doneInSlot = new int[SLOTS];
    private long slot;
    private int underWay;
    private long bytesUnderWay;

    WriteBudget(NodeLimits limits, long nowNanos) {
        this.limits = limits;
        this.slot = Math.floorDiv(nowNanos, SLOT_NANOS);
    }

    /** Whether one more may be taken in. One that is larger than what is left of the bytes still is. */
    boolean hasRoom() {
        return underWay < room() && bytesUnderWay < limits.shared().pendingBytes();
    }

    void taken(int bytes) {
        underWay++;
        bytesUnderWay += bytes;
    }

    /** One that was taken is under way no more, but was not done either. */
    void withdrawn(int bytes) {
        underWay--;
        bytesUnderWay -= bytes;
    }

    void done(int writes, long bytes) {
        underWay -= writes;
        bytesUnderWay -= bytes;
        doneInSlot[slotIndex()] += writes;
    }

    void tick(long nowNanos) {
        long now = Math.floorDiv(nowNanos, SLOT_NANOS);
        for (int i = 0; i < SLOTS && slot < now; i++) {
            slot++;
            doneInSlot[slotIndex()] = 0;
        }
        slot = now;
    }

    private int room() {
        int best = MIN_ROOM;
        for (int done : doneInSlot) {
            best = Math.max(best, (int) (done * WAIT_NANOS / SLOT_NANOS));
        }
        return Math.min(best, limits.pendingWrites());
    }

    private int slotIndex() {
        return (int) Math.floorMod(slot, (long) SLOTS);
    }
}
