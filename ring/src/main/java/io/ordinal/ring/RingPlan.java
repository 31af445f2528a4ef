package io.ordinal.ring;

import java.util.List;
import java.util.Optional;

/**
 * What should be: the ring that the ranges of a cluster map are on their way to, and how they may go there.
 *
 * @param virtualNodes of every node that is on the ring, sorted by token (unsigned)
 * @param nextMoveId the lowest number that no move ever had
 */
public record RingPlan(List<VirtualNode> virtualNodes, MoveSettings settings, long nextMoveId) {
    /** No ring, as in a map that was made by hand: every range stays where it is. */
    public static final RingPlan NONE = new RingPlan(List.of(), MoveSettings.DEFAULT, 1);

    public RingPlan {
        virtualNodes = List.copyOf(virtualNodes);
        for (int i = 1; i < virtualNodes.size(); i++) {
            long before = virtualNodes.get(i - 1).token();
            long token = virtualNodes.get(i).token();
            if (Long.compareUnsigned(before, token) >= 0) {
                throw new IllegalArgumentException(
                        "virtual node " + Tokens.toString(token) + " is not sorted after " + Tokens.toString(before));
            }
        }
        if (nextMoveId < 1) {
            throw new IllegalArgumentException("the id of a move is at least 1, not " + nextMoveId);
        }
    }

    /**
     * The ring, of those of {@code nodes} that are on it; empty if there is none.
     *
     * @throws IllegalArgumentException if the owners of virtual nodes and the nodes on the ring are not the same
     */
    public Optional<Ring> ring(int replicationFactor, List<KnownNode> nodes) {
        if (virtualNodes.isEmpty()) {
            return Optional.empty();
        }
        List<RingNode> onRing = nodes.stream()
                .filter(node -> node.standing().isOnRing())
                .map(RingNode::of)
                .toList();
        return Optional.of(Ring.of(replicationFactor, onRing, virtualNodes));
    }

    public RingPlan withVirtualNodes(List<VirtualNode> now) {
        return new RingPlan(now, settings, nextMoveId);
    }

    public RingPlan withSettings(MoveSettings now) {
        return new RingPlan(virtualNodes, now, nextMoveId);
    }

    public RingPlan withNextMoveId(long now) {
        return new RingPlan(virtualNodes, settings, now);
    }
}
