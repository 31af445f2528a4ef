package io.ordinal.rebalancer;

import io.ordinal.ring.RangeId;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Which ranges are not to move for a while, because their moves failed or were cancelled, and which moves are to be given
 * up. Not in the map: a successor in office tries at once.
 */
final class MoveHolds {
    private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);

    private record Hold(long untilNanos, long lengthNanos) {}

    private final Map<RangeId, Hold> holds = new TreeMap<>();
    private final Set<Long> cancelled = new HashSet<>();

    void beginAfresh() {
        holds.clear();
        cancelled.clear();
    }

    /** Each failure holds the range twice as long as the one before. */
    void failed(RangeId range, long nowNanos) {
        Hold last = holds.get(range);
        long length = last == null ? FIRST_NANOS : Math.min(LONGEST_NANOS, 2 * last.lengthNanos());
        holds.put(range, new Hold(nowNanos + length, length));
    }

    void succeeded(RangeId range) {
        holds.remove(range);
    }

    /** The move is to be given up, and its range to stay as it is for ten minutes. */
    void cancel(long move, RangeId range, long nowNanos) {
        cancelled.add(move);
        holds.put(range, new Hold(nowNanos + LONGEST_NANOS, FIRST_NANOS));
    }

    boolean isCancelled(long move) {
        return cancelled.contains(move);
    }

    boolean isHeld(RangeId range, long nowNanos) {
        Hold hold = holds.get(range);
        return hold != null && nowNanos - hold.untilNanos() < 0;
    }
}
