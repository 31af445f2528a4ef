package io.ordinal.rebalancer;

import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How many ranges stand still for a moment: those that are being sealed, and those whose next epoch is not open yet. What
 * the rebalancer does by plan, and could do as well later, begins only while they are few: they wait for the same disks and
 * processors, so that of many at a time each stands still for longer, and more of what clients ask meets one of them.
 *
 * <p>Between them is a rest, in which clients catch up. A range that does not go on in time is not waited for: what blocks
 * one blocks no other.
 */
final class Interruptions {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Since when this rebalancer sees which range stand still, in whatever epochs. */
    private final Map<RangeId, Long> sinceNanos = new HashMap<>();

    /** Whether no range stands still that is waited for, and since when that is so or not. */
    private final boolean isQuiet;

    private final long changedNanos;

    /** While it is quiet: how long it is to stay so. */
    private final long restNanos;

    private int mayBegin;

    /** @param before what was known at the last planning; null if nothing is */
    Interruptions(
            @Nullable Interruptions before,
            RebalancerTimes times,
            List<RangeAssignment> ranges,
            NodeView.Verdict verdict,
            long nowNanos) {
        int waitedFor = 0;
        for (RangeAssignment range : ranges) {
            if (standsStill(range, verdict)) {
                Long known = before == null ? null : before.sinceNanos.get(range.id());
                long since = known == null ? nowNanos : known;
                sinceNanos.put(range.id(), since);
                if (nowNanos - since <= PATIENCE_NANOS) {
                    waitedFor++;
                }
            }
        }
        isQuiet = waitedFor == 0;
        if (before == null) {
            changedNanos = nowNanos;
            restNanos = 0;
        } else if (isQuiet == before.isQuiet) {
            changedNanos = before.changedNanos;
            restNanos = before.restNanos;
        } else {
            changedNanos = nowNanos;
            restNanos = times.restNanos(nowNanos - before.changedNanos);
        }
        boolean rests = isQuiet && nowNanos - changedNanos < restNanos;
        mayBegin = rests ? 0 : times.interruptions() - waitedFor;
    }

    /** Whether another range may be made to stand still. */
    boolean mayBegin() {
        return mayBegin > 0;
    }

    /** Another range stands still from now on. */
    void begins() {
        mayBegin--;
    }

    private static boolean standsStill(RangeAssignment range, NodeView.Verdict verdict) {
        return range.reshape() != null
                || !range.parents().isEmpty()
                || !range.previous().isEmpty()
                || verdict.isSettling(range);
    }
}
