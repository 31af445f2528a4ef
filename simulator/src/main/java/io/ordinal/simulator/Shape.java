package io.ordinal.simulator;

import io.ordinal.node.NodeLimits;
import io.ordinal.simulator.world.Chance;

/**
 * What a run looks like: how large the cluster is, who uses it, and how bad the world is. All times are virtual.
 *
 * @param callersPerClient how many operations each client has under way at a time
 * @param keys how many keys all callers share: few, so that they meet
 * @param faultNanos how long faults go on before all is healed
 * @param faultPauseNanos the typical time between two faults
 * @param absenceNanos for how long a node that crashed is usually away; sometimes it is for much longer
 * @param deletesPercent how many of the operations delete
 * @param journalSegments how many segments a node's journal keeps at most: who lags behind them takes a copy. A cap
 *     comes with as little of the log in memory
 */
public record Shape(
        int nodes,
        int clients,
        int callersPerClient,
        int keys,
        long faultNanos,
        long faultPauseNanos,
        long absenceNanos,
        int deletesPercent,
        int journalSegments) {
    private static final long SECOND = 1_000_000_000L;
    private static final long SHORT_ABSENCE_NANOS = SECOND * 2 / 5;
    private static final int NO_CAP = 1_000_000;
    private static final int TAIL_BYTES_UNDER_CAP = 300;

    /** A shape as a seed decides it. */
    public static Shape random(Chance chance) {
        return new Shape(
                chance.happens(0.6) ? 3 : chance.happens(0.5) ? 5 : 4,
                2 + chance.below(3),
                2 + chance.below(3),
                3 + chance.below(6),
                (6 + chance.below(8)) * SECOND,
                (80 + 80L * chance.below(6)) * 1_000_000,
                SHORT_ABSENCE_NANOS,
                chance.happens(0.5) ? 10 : 25,
                chance.happens(0.5) ? NO_CAP : 1 + chance.below(3));
    }

    /** A short run of three nodes with many faults and few keys: what is broken shows soon. */
    public static Shape stormy() {
        return new Shape(3, 3, 3, 3, 6 * SECOND, SECOND / 10, SHORT_ABSENCE_NANOS, 10, NO_CAP);
    }

    /** A long run in which nodes are often away for long, much is deleted, and journals are short: copies are taken. */
    public static Shape forgetful() {
        return new Shape(3, 3, 2, 100, 20 * SECOND, SECOND, 3 * SECOND, 35, 1);
    }

    /** The bounds of the nodes. */
    NodeLimits limits() {
        NodeLimits normal = NodeLimits.DEFAULT;
        return journalSegments == NO_CAP
                ? normal
                : new NodeLimits(
                        normal.pendingWrites(),
                        normal.grantCount(),
                        normal.messageBytes(),
                        normal.unackedBytes(),
                        TAIL_BYTES_UNDER_CAP,
                        normal.retries());
    }

    /** A calm run of three nodes: no fault comes before it ends. */
    public static Shape calm() {
        return new Shape(3, 2, 2, 5, 0, SECOND, SHORT_ABSENCE_NANOS, 10, NO_CAP);
    }
}
