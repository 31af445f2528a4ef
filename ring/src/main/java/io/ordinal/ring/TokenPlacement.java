package io.ordinal.ring;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Chooses tokens, so that every node's share of the replicated data is in proportion to its weight. Deterministic:
 * nothing here is random.
 *
 * <p>A joining node's tokens are found one after the other, each where it evens the shares most, by {@link DraftRing};
 * then each is taken back and found again, a few times over, now that the others are there. Existing tokens never
 * move. The idea to judge a token by the shares of replicated data that follow from it is that of Cassandra's
 * replication-aware token allocation (CASSANDRA-7032); the exact place within an arc, the taking back and the regard
 * for even arcs are ours. docs/ring.md has the reasons and the measured balance.
 */
public final class TokenPlacement {
    /** Tokens of a lightest node on a small ring: so many that a small ring can be balanced, and no more ranges. */
    static final int LEAST_TOKENS = 16;
    /** Tokens of a lightest node on a large ring. */
    static final int MOST_TOKENS = 32;
    /** Tokens of a node, however heavy. */
    static final int MOST_TOKENS_OF_HEAVY_NODE = 4 * MOST_TOKENS;

    private static final int ROUNDS_OF_TAKING_BACK = 3;
    private static final double EVEN_ENOUGH = 1.05;
    private static final double FIRST_REGULARITY = 1;
    private static final double REGULARITY_PER_ROUND = 0.5;

    private TokenPlacement() {}

    /**
     * A ring of {@code nodes}; the same for the same nodes, in whatever order.
     *
     * @throws IllegalArgumentException if there is no node, or two have one id
     */
    public static Ring build(int replicationFactor, Collection<RingNode> nodes) {
        List<RingNode> order = racksInTurn(nodes);
        int seeds = Math.min(replicationFactor, order.size());
        Ring ring = seed(replicationFactor, order.subList(0, seeds));
        for (RingNode node : order.subList(seeds, order.size())) {
            ring = join(ring, node);
        }
        return evened(ring);
    }

    /**
     * The tokens of the first nodes were spaced before it was known who else comes; where these are much heavier than the
     * others that shows. Nobody uses this ring yet, so nodes are taken off and placed anew as long as it helps.
     */
    private static Ring evened(Ring placed) {
        Ring ring = placed;
        double most = mostLoaded(ring);
        boolean improves = ring.nodes().size() > ring.replicationFactor();
        for (int round = 0; improves && most > EVEN_ENOUGH && round < ROUNDS_OF_TAKING_BACK; round++) {
            improves = false;
            for (RingNode node : placed.nodes()) {
                Ring candidate = join(ring.without(node.id()), node);
                double load = mostLoaded(candidate);
                if (load < most) {
                    ring = candidate;
                    most = load;
                    improves = true;
                }
            }
        }
        return ring;
    }

    /** The load of the node that holds most for its weight; 1 would be perfect. */
    private static double mostLoaded(Ring ring) {
        Map<NodeId, Double> shares = new HashMap<>();
        ring.replicaSets()
                .forEach(set -> set.nodes()
                        .forEach(node -> shares.merge(node, set.range().fraction(), Double::sum)));
        double weights = ring.nodes().stream().mapToDouble(RingNode::weight).sum();
        int copies = Math.min(ring.replicationFactor(), ring.nodes().size());
        return ring.nodes().stream()
                .mapToDouble(node -> shares.getOrDefault(node.id(), 0.0) * weights / (node.weight() * copies))
                .max()
                .orElse(1);
    }

    /**
     * The ring once {@code newcomer} has joined: all tokens of {@code ring}, and the newcomer's. Data moves to the
     * newcomer only.
     *
     * @throws IllegalArgumentException if a node of that id is there already
     */
    public static Ring join(Ring ring, RingNode newcomer) {
        List<RingNode> nodes = new ArrayList<>(ring.nodes());
        nodes.add(newcomer);
        long[] tokens = placeDecides(ring, newcomer)
                ? evenTokens(ring, nodes, tokenCount(newcomer, nodes))
                : tokensInWidestArcs(ring, nodes, tokenCount(newcomer, nodes));
        List<VirtualNode> virtualNodes = new ArrayList<>(ring.virtualNodes());
        for (long token : tokens) {
            virtualNodes.add(new VirtualNode(token, newcomer.id()));
        }
        return Ring.of(ring.replicationFactor(), nodes, virtualNodes);
    }

    /** False if the newcomer will hold everything, wherever its tokens are. */
    private static boolean placeDecides(Ring ring, RingNode newcomer) {
        Set<String> racks = ring.nodes().stream().map(RingNode::rack).collect(Collectors.toSet());
        boolean lacksNodes = ring.nodes().size() < ring.replicationFactor();
        boolean lacksItsRack = racks.size() < ring.replicationFactor() && !racks.contains(newcomer.rack());
        return !lacksNodes && !lacksItsRack;
    }

    private static long[] evenTokens(Ring ring, List<RingNode> nodes, int count) {
        RingNode newcomer = nodes.get(nodes.size() - 1);
        DraftRing draft = new DraftRing(ring, nodes, count);
        double meanWeight = nodes.stream().mapToInt(RingNode::weight).average().orElseThrow();
        double regularity = FIRST_REGULARITY / meanWeight;
        long[] tokens = new long[count];
        for (int i = 0; i < count; i++) {
            double weightSoFar = (double) newcomer.weight() * (i + 1) / count;
            tokens[i] = draft.bestToken(weightSoFar, regularity);
            draft.add(tokens[i]);
        }
        for (int round = 0; round < ROUNDS_OF_TAKING_BACK; round++) {
            regularity *= REGULARITY_PER_ROUND;
            for (int i = 0; i < count; i++) {
                draft.remove(tokens[i]);
                tokens[i] = draft.bestToken(newcomer.weight(), regularity);
                draft.add(tokens[i]);
            }
        }
        return tokens;
    }

    private static long[] tokensInWidestArcs(Ring ring, List<RingNode> nodes, int count) {
        DraftRing draft = new DraftRing(ring, nodes, count);
        long[] tokens = new long[count];
        for (int i = 0; i < count; i++) {
            tokens[i] = draft.middleOfWidestArc();
            draft.add(tokens[i]);
        }
        return tokens;
    }

    /** The first nodes hold everything each; their tokens are spaced evenly, each node's among the others'. */
    private static Ring seed(int replicationFactor, List<RingNode> nodes) {
        record Turn(double at, RingNode node) {}
        List<Turn> turns = new ArrayList<>();
        for (RingNode node : nodes) {
            int count = tokenCount(node, nodes);
            for (int i = 0; i < count; i++) {
                turns.add(new Turn((i + 0.5) / count, node));
            }
        }
        turns.sort(Comparator.comparingDouble(Turn::at));
        List<VirtualNode> virtualNodes = new ArrayList<>();
        long step = turns.isEmpty() ? 0 : Long.divideUnsigned(-1L, turns.size());
        for (Turn turn : turns) {
            long token = step * (virtualNodes.size() + 1);
            virtualNodes.add(new VirtualNode(token, turn.node().id()));
        }
        return Ring.of(replicationFactor, nodes, virtualNodes);
    }

    /**
     * In proportion to the weight. Where racks are kept apart a token takes data from one node only, so a newcomer
     * needs about as many tokens as there are nodes in a rack; hence the third of the nodes.
     */
    static int tokenCount(RingNode node, List<RingNode> nodes) {
        int lightest = nodes.stream().mapToInt(RingNode::weight).min().orElse(1);
        int ofLightest = Math.min(MOST_TOKENS, Math.max(LEAST_TOKENS, (nodes.size() + 2) / 3));
        return (int) Math.min(MOST_TOKENS_OF_HEAVY_NODE, (long) ofLightest * node.weight() / lightest);
    }

    /** By id within a rack, and the racks in turn, so that no rack is ahead of the others while the ring is built. */
    private static List<RingNode> racksInTurn(Collection<RingNode> nodes) {
        TreeMap<String, List<RingNode>> racks = new TreeMap<>();
        nodes.stream()
                .sorted(Comparator.comparing(RingNode::id))
                .forEach(node -> racks.computeIfAbsent(node.rack(), rack -> new ArrayList<>())
                        .add(node));
        List<RingNode> order = new ArrayList<>();
        for (int turn = 0; order.size() < nodes.size(); turn++) {
            for (List<RingNode> rack : racks.values()) {
                if (turn < rack.size()) {
                    order.add(rack.get(turn));
                }
            }
        }
        return order;
    }
}
