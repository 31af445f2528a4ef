package io.ordinal.ring;

import java.util.Arrays;

/**
 * The rule that makes replica sets: clockwise from an arc, each node once, racks that are not yet in the set first, and
 * nodes that were passed over for their rack only when all racks are in.
 *
 * <p>Nodes and racks are small numbers here, since placement asks millions of times. Not safe for threads: it
 * keeps scratch space between calls.
 */
final class ReplicaWalk {
    private final int replicas;
    private final int racks;
    private final int[] rackOf;
    private final int[] passedOver;
    private final int[] passedOverAt;
    private final int[] nodeSeenIn;
    private final int[] rackSeenIn;
    private final int[] foundAt;

    private int walk;
    private int taken;
    private int passed;
    private int racksTaken;
    private int looked;

    /**
     * @param replicas at most the number of nodes that own a token
     * @param rackOf the rack of each node, below the number of nodes. Every rack owns a token, or there are at least
     *     {@code replicas} others
     */
    ReplicaWalk(int replicas, int[] rackOf) {
        this.replicas = replicas;
        this.rackOf = rackOf;
        racks = (int) Arrays.stream(rackOf).distinct().count();
        passedOver = new int[replicas];
        passedOverAt = new int[replicas];
        nodeSeenIn = new int[rackOf.length];
        rackSeenIn = new int[rackOf.length];
        foundAt = new int[replicas];
    }

    /**
     * Writes the replica set of the arc that ends at place {@code from} to {@code into}, from {@code at} on.
     *
     * @param owners who owns each token, clockwise; {@code count} of them
     */
    void collect(int[] owners, int count, int from, int[] into, int at) {
        walk++;
        taken = 0;
        passed = 0;
        racksTaken = 0;
        looked = 0;
        int place = from;
        while (looked < count && !isComplete()) {
            look(owners[place], into, at);
            place = place + 1 == count ? 0 : place + 1;
            looked++;
        }
        for (int i = 0; taken < replicas && i < passed; i++) {
            foundAt[taken] = passedOverAt[i];
            into[at + taken++] = passedOver[i];
        }
        if (taken < replicas) {
            throw new IllegalStateException("only " + taken + " of " + replicas + " replicas found on the ring");
        }
    }

    /** How many places the last walk looked at: what lies behind them has no influence on its set. */
    int looked() {
        return looked;
    }

    /** Whether the last set has as many racks as nodes. */
    boolean allRacksDistinct() {
        return racksTaken == replicas;
    }

    /** How far from the beginning the last walk met the {@code i}th node of its set. */
    int foundAt(int i) {
        return foundAt[i];
    }

    private boolean isComplete() {
        return taken == replicas || (racksTaken >= racks && taken + passed >= replicas);
    }

    private void look(int node, int[] into, int at) {
        if (nodeSeenIn[node] == walk) {
            return;
        }
        nodeSeenIn[node] = walk;
        int rack = rackOf[node];
        if (rackSeenIn[rack] != walk) {
            rackSeenIn[rack] = walk;
            racksTaken++;
            foundAt[taken] = looked;
            into[at + taken++] = node;
        } else if (passed < replicas) {
            passedOverAt[passed] = looked;
            passedOver[passed++] = node;
        }
    }
}
