package io.ordinal.ring;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The one record that says, per range, who its members are, who leads it and in which epoch. Immutable; only the
 * rebalancer in office writes a successor.
 *
 * @param version one more than the parent's
 * @param id random, so that a writer whose connection broke knows its own map when it reads back
 * @param parentId the id of the map this one was derived from
 * @param nodes every node that was ever given a part and not removed, sorted by node id
 * @param ranges sorted by end token (unsigned); together they cover the ring exactly once
 * @param nextRangeId the lowest number that no range ever had
 * @param plan the ring that the ranges are on their way to
 */
public record ClusterMap(
        ClusterId cluster,
        long version,
        UUID id,
        UUID parentId,
        Reign reign,
        int replicationFactor,
        List<KnownNode> nodes,
        List<RangeAssignment> ranges,
        long nextRangeId,
        RingPlan plan) {
    /** What the first map names as its parent. */
    public static final UUID NO_PARENT = new UUID(0, 0);

    public ClusterMap {
        nodes = List.copyOf(nodes);
        ranges = SortedRanges.copyOf(ranges);
        for (int i = 1; i < nodes.size(); i++) {
            NodeId before = nodes.get(i - 1).member().node();
            NodeId node = nodes.get(i).member().node();
            if (before.compareTo(node) >= 0) {
                throw new IllegalArgumentException("node " + node + " is not sorted after " + before);
            }
        }
        if (!plan.virtualNodes().isEmpty()) {
            checkOwners(plan, nodes);
        }
        Set<RangeId> ids = new HashSet<>();
        for (RangeAssignment range : ranges) {
            if (!ids.add(range.id())) {
                throw new IllegalArgumentException("two ranges are called " + range.id());
            }
            if (Long.compareUnsigned(range.id().number(), nextRangeId) >= 0) {
                throw new IllegalArgumentException(
                        "range " + range.id() + " is not below the next range id, " + nextRangeId);
            }
        }
    }

    private static void checkOwners(RingPlan plan, List<KnownNode> nodes) {
        Set<NodeId> owners = new HashSet<>();
        plan.virtualNodes().forEach(virtualNode -> owners.add(virtualNode.node()));
        Set<NodeId> onRing = new HashSet<>();
        nodes.stream()
                .filter(node -> node.standing().isOnRing())
                .forEach(node -> onRing.add(node.member().node()));
        if (!owners.equals(onRing)) {
            throw new IllegalArgumentException(
                    "the owners of virtual nodes are " + owners + ", the nodes on the ring " + onRing);
        }
    }

    /** What is known of the node of that id. */
    public Optional<KnownNode> node(NodeId id) {
        return nodes.stream().filter(node -> node.member().node().equals(id)).findFirst();
    }

    /**
     * Who of the registered nodes may hold an office: not one whose name the map has under another disk, since the others turn
     * it away and would ask it in vain; unless there is nobody else.
     */
    public List<Registration> candidates(List<Registration> present) {
        List<Registration> welcome = present.stream()
                .filter(one -> node(one.member().node())
                        .map(known -> known.member().equals(one.member()))
                        .orElse(true))
                .toList();
        return welcome.isEmpty() ? present : welcome;
    }

    /** The range that {@code token} belongs to; constant expected time, whatever the number of ranges. */
    public RangeAssignment rangeOf(long token) {
        return ((SortedRanges) ranges).of(token);
    }
}
