package io.ordinal.ring;

/**
 * What placement needs to know of a node.
 *
 * @param rack what fails together with the node; nodes of one rack share replicas only when there are too few racks.
 *     The same text for all nodes means that there are no racks
 * @param weight the node's share of the data in proportion to the others'
 */
public record RingNode(NodeId id, String rack, int weight) {
    public RingNode {
        if (weight < 1) {
            throw new IllegalArgumentException("a weight is at least 1, that of " + id + " is " + weight);
        }
    }

    public static RingNode of(KnownNode known) {
        return new RingNode(known.member().node(), known.rack(), known.weight());
    }
}
