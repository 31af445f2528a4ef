package io.ordinal.simulator.cluster;

import io.ordinal.node.NodeLimits;
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
 */
public record Plan(
        int nodes,
        int clients,
        int replicas,
        int ranges,
        NodeLimits limits,
        int segmentRecords,
        int segments,
        int numbersReserved) {
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
        return new Plan(nodes, clients, replicas, ranges, limits(chance), segmentRecords, segments, numbersReserved);
    }

    /** How many disks may be lost for good without any range losing its quorum or what it acknowledged. */
    public int losableDisks() {
        return (replicas - 1) / 2;
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
