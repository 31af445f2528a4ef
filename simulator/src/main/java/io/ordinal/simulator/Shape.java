package io.ordinal.simulator;

import io.ordinal.node.NodeLimits;
import io.ordinal.node.NodeTimes;
import io.ordinal.ring.MoveSettings;
import io.ordinal.sequencer.SequencerTimes;
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
 * @param expiringPercent how many of the puts have a time to live
 * @param stubbornCallers whether each node also has callers who ask it and nobody else, whatever it answers
 */
public record Shape(
        Plan plan,
        int callersPerClient,
        int keys,
        long faultNanos,
        long faultPauseNanos,
        Set<FaultKind> faults,
        long absenceNanos,
        int deletesPercent,
        int expiringPercent,
        boolean stubbornCallers) {
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
        Chance ofTraps = chance.fork("moves");
        for (FaultKind kind : FaultKind.values()) {
            if ((kind.isTrap() ? ofTraps : chance).happens(share)) {
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
                chance.happens(0.5) ? 15 : 25,
                chance.happens(0.8) ? 30 : 0,
                chance.happens(0.2));
    }

    /** A short run of three nodes with many faults, few keys and all disks: what is broken shows soon. */
    public static Shape stormy() {
        EnumSet<FaultKind> faults = EnumSet.complementOf(EnumSet.of(FaultKind.WIPED_DISK, FaultKind.FLIPPED_BIT));
        faults.removeIf(FaultKind::isTrap); // there are no nodes to move to, and it is short
        return new Shape(forgetfulPlan(), 3, 3, 6 * SECOND, SECOND / 10, faults, SHORT_ABSENCE_NANOS, 20, 30, false);
    }

    /**
     * Quiet but for leaders and sequencers that are cut off, slowed down or paused: the others get to take over, while
     * clients still believe in who was there before. Some runs have five replicas, so that a minority can be two, and some
     * have nodes that are no members, so that both sides can have a sequencer.
     */
    public static Shape islands(Chance chance) {
        int nodes = chance.happens(0.3) ? 3 : 5;
        int replicas = chance.happens(0.6) ? 3 : nodes;
        SequencerTimes office = chance.happens(0.5) ? SequencerTimes.DEFAULT : Plan.hasty();
        long leaseMillis = chance.happens(0.5) ? 400 : 1_200;
        Plan plan = new Plan(
                nodes,
                4,
                replicas,
                1 + chance.below(3),
                NodeLimits.DEFAULT,
                200,
                1_000,
                500,
                Plan.withLease(leaseMillis),
                office,
                0,
                MoveSettings.DEFAULT,
                false);
        Set<FaultKind> faults = EnumSet.of(
                FaultKind.ISLAND,
                FaultKind.STRANDED,
                FaultKind.SLOW_PATH,
                FaultKind.QUICK_RESTART,
                FaultKind.PAUSE,
                FaultKind.BAD_PORT,
                FaultKind.PEER_CONNECTION_BREAKS);
        int expiringPercent = chance.happens(0.5) ? 30 : 0;
        return new Shape(plan, 3, 4, 10 * SECOND, 500 * MILLIS, faults, SHORT_ABSENCE_NANOS, 20, expiringPercent, true);
    }

    /**
     * One range whose leadership goes to and fro faster than its log gets from node to node: messages hold a record or
     * two, and few are under way. Everybody has numbers, and callers who believe in it.
     */
    public static Shape duels() {
        NodeLimits usual = NodeLimits.DEFAULT;
        NodeLimits narrow =
                new NodeLimits(usual.pendingWrites(), usual.grantCount(), 100, 150, usual.tailBytes(), usual.retries());
        Plan plan = new Plan(
                3,
                3,
                3,
                1,
                narrow,
                200,
                1_000,
                500,
                Plan.withLease(250),
                SequencerTimes.DEFAULT,
                0,
                MoveSettings.DEFAULT,
                true);
        Set<FaultKind> faults = EnumSet.of(
                FaultKind.ISLAND,
                FaultKind.STRANDED,
                FaultKind.SLOW_PATH,
                FaultKind.ONE_KIND_LOST,
                FaultKind.PEER_CONNECTIONS_BREAK,
                FaultKind.FORGOTTEN_PROMISE);
        return new Shape(plan, 4, 3, 15 * SECOND, 400 * MILLIS, faults, SHORT_ABSENCE_NANOS, 20, 0, true);
    }

    /**
     * Little but moves: nodes are drained, added and replaced all the time, and whoever gives or gets a replica is cut off,
     * restarted, or shown an older map just then, while clients still believe in who was there before.
     */
    public static Shape migrations(Chance chance) {
        Plan plan = new Plan(
                chance.happens(0.6) ? 4 : 5,
                4,
                3,
                1 + chance.below(3),
                NodeLimits.DEFAULT,
                200,
                1_000,
                500,
                chance.happens(0.6) ? NodeTimes.DEFAULT : Plan.withLease(900),
                SequencerTimes.DEFAULT,
                chance.below(2),
                MoveSettings.DEFAULT.movesPerNode(8),
                chance.happens(0.7));
        Set<FaultKind> faults = EnumSet.of(
                FaultKind.PARTED_BY_A_MOVE,
                FaultKind.OLDER_MAP,
                FaultKind.THERE_AND_BACK,
                FaultKind.STRUCK_BY_A_RESHAPE,
                FaultKind.OPERATOR,
                FaultKind.NODE_JOINS,
                FaultKind.QUICK_RESTART,
                FaultKind.ISLAND);
        return new Shape(plan, 3, 5, 16 * SECOND, 900 * MILLIS, faults, SHORT_ABSENCE_NANOS, 20, 0, true);
    }

    /**
     * Little but one node that leaves and comes back again and again: the same ranges are split and merged, and nothing else
     * holds that up. There are keys in most of them.
     */
    public static Shape toAndFro(Chance chance) {
        Plan plan = new Plan(
                4,
                3,
                3,
                1,
                NodeLimits.DEFAULT,
                chance.happens(0.3) ? 200 : 2_000,
                1_000,
                500,
                NodeTimes.DEFAULT,
                SequencerTimes.DEFAULT,
                0,
                MoveSettings.DEFAULT.movesPerNode(8),
                true);
        Set<FaultKind> faults = EnumSet.of(FaultKind.TO_AND_FRO);
        return new Shape(plan, 3, 40, 20 * SECOND, 3 * SECOND, faults, SHORT_ABSENCE_NANOS, 10, 0, true);
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
        Plan plan = new Plan(
                3,
                3,
                3,
                6,
                shortTail,
                60,
                1,
                500,
                NodeTimes.DEFAULT,
                SequencerTimes.DEFAULT,
                0,
                MoveSettings.DEFAULT,
                false);
        return new Shape(plan, 2, 100, 20 * SECOND, SECOND, faults, 3 * SECOND, 35, 30, false);
    }

    /** A calm run of three nodes: no fault comes before it ends. */
    public static Shape calm() {
        return new Shape(usualPlan(), 2, 5, 0, SECOND, Set.of(), SHORT_ABSENCE_NANOS, 20, 30, false);
    }

    private static Plan usualPlan() {
        return new Plan(
                3,
                3,
                3,
                0,
                NodeLimits.DEFAULT,
                200,
                1_000,
                500,
                NodeTimes.DEFAULT,
                SequencerTimes.DEFAULT,
                0,
                MoveSettings.DEFAULT.movesPerNode(4),
                false);
    }

    /** Little is kept in memory and in the journal, and messages are short: much is copied, and much comes in pieces. */
    private static Plan forgetfulPlan() {
        return new Plan(
                3,
                3,
                3,
                2,
                new NodeLimits(20_000, 10_000, 200, 4_000, 100, 40),
                20,
                1,
                40,
                NodeTimes.DEFAULT,
                SequencerTimes.DEFAULT,
                0,
                MoveSettings.DEFAULT,
                false);
    }
}
