package io.ordinal.ring;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Chooses tokens, so that every node's share of the replicated data is in proportion to its weight. Deterministic. */
public final class TokenPlacement {
    /** Tokens of a node of weight 1. */
    public static final int TOKENS_PER_WEIGHT = 16;

    private TokenPlacement() {}

    /**
     * A ring of {@code nodes}; the same for the same nodes, in whatever order.
     *
     * @throws IllegalArgumentException if there is no node, or two have one id
     */
    public static Ring build(int replicationFactor, List<RingNode> nodes) {
        List<RingNode> sorted =
                nodes.stream().sorted(Comparator.comparing(RingNode::id)).toList();
        List<NodeId> turns = new ArrayList<>();
        int most = sorted.stream().mapToInt(RingNode::weight).max().orElse(0) * TOKENS_PER_WEIGHT;
        for (int turn = 0; turn < most; turn++) {
            for (RingNode node : sorted) {
                if (turn < node.weight() * TOKENS_PER_WEIGHT) {
                    turns.add(node.id());
                }
            }
        }
        List<VirtualNode> virtualNodes = new ArrayList<>();
        for (int i = 0; i < turns.size(); i++) {
            virtualNodes.add(new VirtualNode(i * Long.divideUnsigned(-1L, turns.size()), turns.get(i)));
        }
        return Ring.of(replicationFactor, sorted, virtualNodes);
    }
}
