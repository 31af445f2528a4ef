package io.ordinal.ring;

/**
 * The rule that makes replica sets: clockwise from an arc, each node once, racks that are not yet in the set first, and
 * nodes that were passed over for their rack only when all racks are in.
 *
 * <p>Nodes and racks are small numbers here. Not safe for threads: it keeps its scratch space between calls.
 */
final class ReplicaWalk {
    private final int replicas;
    private final int racks;
    private final int[] rackOf;
    private final int[] passedOver;
    private final int[] seenNodeIn;
    private final int[] seenRackIn;
    private int walk;
    private int lastIndex;

    /** @param replicas at most the number of nodes that own a token */
    ReplicaWalk(int replicas, int[] rackOf) {
        this.replicas = replicas;
        this.rackOf = rackOf;
        int highest = -1;
        for (int rack : rackOf) {
            highest = Math.max(highest, rack);
        }
        racks = highest + 1;
        passedOver = new int[replicas];
        seenNodeIn = new int[rackOf.length];
        seenRackIn = new int[racks];
    }

    /**
     * Writes the replica set of the arc that ends at place {@code from} into {@code into}, in clockwise order of
     * preference.
     *
     * @param owners who owns each token, clockwise; {@code count} of them
     */
    void collect(int[] owners, int count, int from, int[] into, int at) {
        walk++;
        int taken = 0;
        int racksTaken = 0;
        int passed = 0;
        int place = from;
        for (int steps = 0; steps < count && taken < replicas; steps++) {
            int node = owners[place];
            lastIndex = place;
            place = place + 1 == count ? 0 : place + 1;
            if (seenNodeIn[node] == walk) {
                continue;
            }
            seenNodeIn[node] = walk;
            if (seenRackIn[rackOf[node]] != walk) {
                seenRackIn[rackOf[node]] = walk;
                into[at + taken++] = node;
                racksTaken++;
            } else if (passed < replicas) {
                passedOver[passed++] = node;
            }
            if (racksTaken == racks && taken + passed >= replicas) {
                break;
            }
        }
        for (int i = 0; taken < replicas && i < passed; i++) {
            into[at + taken++] = passedOver[i];
        }
        if (taken < replicas) {
            throw new IllegalStateException("only " + taken + " of " + replicas + " replicas found on the ring");
        }
    }

    /** The place of the last token that the last {@link #collect} looked at. */
    int lastIndex() {
        return lastIndex;
    }
}
