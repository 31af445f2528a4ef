package io.ordinal.simulator;

import io.ordinal.node.NodeLimits;
import io.ordinal.simulator.cluster.Plan;
import io.ordinal.simulator.world.Chance;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a run looks like: how large the cluster is, who uses it, and how bad the world is. All times are virtual.
 *
 * @param callersPerClient how many operations each client has under way at a time
 * @param keys how many keys all callers share: few, so that they meet
 * @param faultNanos how long faults go on before all is healed
 * @param faultPauseNanos the typical time between two faults
 * @param faults what may go wrong: not everything in each run, so that each kind is met alone and in all company
 * @param absenceNanos for how long a node that crashed is usually away; sometimes it is for much longer
 * @param deletesPercent how many of the operations delete
 */
public record Shape(
        Plan plan,
        int callersPerClient,
        int keys,
        long faultNanos,
        long faultPauseNanos,
        Set<FaultKind> faults,
        long absenceNanos,
        int deletesPercent) {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLIS = 1_000_000;
    private static final long SHORT_ABSENCE_NANOS = 400 * MILLIS;

    public Shape {
        faults = Set.copyOf(faults);
    }

    /** A shape as a seed decides it. */
    public static Shape random(Chance chance) {
        EnumSet<FaultKind> faults = EnumSet.noneOf(FaultKind.class);
        double share = chance.happens(0.3) ? 0.25 : 0.75;
        for (FaultKind kind : FaultKind.values()) {
            if (chance.happens(share)) {
                faults.add(kind);
            }
        }
        return new Shape(
                Plan.random(chance),
                2 + chance.below(3),
                3 + chance.below(8),
                (5 + chance.below(7)) * SECOND,
                (60 + 60L * chance.below(8)) * MILLIS,
                faults,
                SHORT_ABSENCE_NANOS,
                chance.happens(0.5) ? 15 : 25);
    }

    /** A short run of three nodes with many faults, few keys and all disks: what is broken shows soon. */
    public static Shape stormy() {
        EnumSet<FaultKind> faults = EnumSet.complementOf(EnumSet.of(FaultKind.WIPED_DISK, FaultKind.FLIPPED_BIT));
        return new Shape(forgetfulPlan(), 3, 3, 6 * SECOND, SECOND / 10, faults, SHORT_ABSENCE_NANOS, 20);
    }

    /** A long run in which nodes are often away for long, much is deleted, and journals are short: copies are taken. */
    public static Shape forgetful() {
        NodeLimits usual = NodeLimits.DEFAULT;
        NodeLimits shortTail = new NodeLimits(
                usual.pendingWrites(),
                usual.grantCount(),
                usual.messageBytes(),
                usual.unackedBytes(),
                300,
                usual.retries());
        Set<FaultKind> faults =
                EnumSet.of(FaultKind.CRASH, FaultKind.CRASH_OF_ALL, FaultKind.PARTITION, FaultKind.PAUSE);
        Plan plan = new Plan(3, 3, 3, 6, shortTail, 60, 1, 500);
        return new Shape(plan, 2, 100, 20 * SECOND, SECOND, faults, 3 * SECOND, 35);
    }

    /** A calm run of three nodes: no fault comes before it ends. */
    public static Shape calm() {
        return new Shape(usualPlan(), 2, 5, 0, SECOND, Set.of(), SHORT_ABSENCE_NANOS, 20);
    }

    private static Plan usualPlan() {
        return new Plan(3, 3, 3, 0, NodeLimits.DEFAULT, 200, 1_000, 500);
    }

    /** Little is kept in memory and in the journal: who was away for long has to be copied. */
    private static Plan forgetfulPlan() {
        return new Plan(3, 3, 3, 2, new NodeLimits(20_000, 10_000, 2_000, 4_000, 100, 40), 20, 1, 40);
    }
}
