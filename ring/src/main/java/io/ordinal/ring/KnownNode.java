package io.ordinal.ring;

/** What the cluster map remembers of a node, present or absent. */
public record KnownNode(Member member, String rack, int weight, Standing standing) {
    public KnownNode {
        if (weight < 1) {
            throw new IllegalArgumentException("a weight is at least 1, that of " + member + " is " + weight);
        }
    }

    /** A node on the ring. */
    public KnownNode(Member member, String rack, int weight) {
        this(member, rack, weight, Standing.IN);
    }

    public KnownNode standing(Standing next) {
        return new KnownNode(member, rack, weight, next);
    }
}
