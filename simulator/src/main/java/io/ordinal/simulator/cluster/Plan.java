package io.ordinal.simulator.cluster;

import io.ordinal.node.NodeLimits;
import io.ordinal.node.NodeTimes;
import io.ordinal.ring.MoveSettings;
import io.ordinal.sequencer.SequencerTimes;
import io.ordinal.simulator.world.Chance;

/**
 * How a cluster is built.
 *
 * @param replicas how many members each range has, at most {@code nodes}
 * @param ranges how many ranges the first map has; 0 leaves the making of the first map to the rebalancer, which gives
 *     three replicas to many ranges
 * @param limits small ones, so that what happens at a limit happens often
 * @param segmentRecords how many records fill a segment of the journal
 * @param segments how many of them there is room for before laggards are copied
 * @param numbersReserved how many numbers the sequencer reserves at a time
 * @param times those of all nodes; a lease that outlives the suspicion of its leader shows what it is good for
 * @param officeTimes those of all sequencers; where a successor comes soon, its predecessor is still about
 * @param spares how many machines there are that may join
 * @param settings how moves go; short grace times make the rebalancer replace who is away
 * @param numbersAlwaysCome whether nothing comes between a node and the sequencer: what a leader may do that has numbers,
 *     but no majority, is seldom seen otherwise
 */
public record Plan(
        int nodes,
        int clients,
        int replicas,
        int ranges,
        NodeLimits limits,
        int segmentRecords,
        int segments,
        int numbersReserved,
        NodeTimes times,
        SequencerTimes officeTimes,
        int spares,
        MoveSettings settings,
        boolean numbersAlwaysCome) {
    private static final int FIRST_MAP_REPLICAS = 3;

    public Plan {
        if (ranges == 0 && replicas != Math.min(FIRST_MAP_REPLICAS, nodes)) {
            throw new IllegalArgumentException("the rebalancer makes " + FIRST_MAP_REPLICAS + " replicas");
        }
    }

    /** A plan as a seed decides it. */
    public static Plan random(Chance chance) {
        int nodes = chance.happens(0.55) ? 3 : 4 + chance.below(4);
        int clients = 2 + chance.below(3);
        boolean byRebalancer = chance.happens(0.15);
        int most = Math.min(nodes, 5);
        int replicas = byRebalancer || chance.happens(0.7) ? FIRST_MAP_REPLICAS : 1 + chance.below(most);
        int ranges = byRebalancer ? 0 : 1 + chance.below(chance.happens(0.5) ? 4 : 24);
        int segmentRecords = chance.happens(0.5) ? 10 + chance.below(40) : 50 + chance.below(250);
        int segments = chance.happens(0.6) ? 1 + chance.below(3) : 1_000;
        int numbersReserved = chance.happens(0.5) ? 500 : 8 + chance.below(60);
        NodeTimes times = chance.happens(0.7) ? NodeTimes.DEFAULT : withLease(chance.between(250, 1_500));
        return new Plan(
                nodes,
                clients,
                replicas,
                ranges,
                limits(chance),
                segmentRecords,
                segments,
                numbersReserved,
                times,
                chance.happens(0.7) ? SequencerTimes.DEFAULT : hasty(),
                chance.below(4),
                settings(chance),
                false);
    }

    /** How many disks may be lost for good without any range losing its quorum or what it acknowledged. */
    public int losableDisks() {
        return (replicas - 1) / 2;
    }

    /** The usual times, with leases of another length. */
    public static NodeTimes withLease(long millis) {
        NodeTimes usual = NodeTimes.DEFAULT;
        return new NodeTimes(
                usual.heartbeatNanos(),
                millis * 1_000_000,
                usual.clockRateBound(),
                usual.grantMarginNanos(),
                usual.sequencerPollNanos(),
                usual.silenceNanos(),
                usual.resendNanos(),
                usual.reportNanos(),
                usual.refuseNanos());
    }

    /** The usual times of an office that changes hands as soon as its holder is a little late. */
    public static SequencerTimes hasty() {
        SequencerTimes usual = SequencerTimes.DEFAULT;
        long renewNanos = usual.renewNanos() / 8;
        return new SequencerTimes(
                usual.leaseNanos(),
                usual.grantMarginNanos(),
                usual.clockRateBound(),
                renewNanos,
                2 * renewNanos,
                usual.suspicionNanos(),
                usual.patienceNanos() / 4,
                usual.challengeStepNanos(),
                usual.retryNanos());
    }

    private static MoveSettings settings(Chance chance) {
        int graceSeconds = chance.happens(0.5) ? 1 + chance.below(5) : MoveSettings.DEFAULT.graceSeconds();
        return MoveSettings.DEFAULT.graceSeconds(graceSeconds).movesPerNode(1 + chance.below(8));
    }

    private static NodeLimits limits(Chance chance) {
        NodeLimits usual = NodeLimits.DEFAULT;
        return new NodeLimits(
                chance.happens(0.9) ? usual.pendingWrites() : 4,
                chance.happens(0.7) ? usual.grantCount() : 1 + chance.below(3),
                chance.happens(0.5) ? usual.messageBytes() : 300 + chance.below(2_000),
                chance.happens(0.5) ? usual.unackedBytes() : 500 + chance.below(3_000),
                chance.happens(0.3) ? usual.tailBytes() : chance.happens(0.6) ? 100 : chance.below(4_000),
                chance.happens(0.6) ? usual.retries() : 10 + chance.below(60));
    }
}
