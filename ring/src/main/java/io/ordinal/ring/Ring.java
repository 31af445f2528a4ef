package io.ordinal.ring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who should hold what: virtual nodes on a circle of 2^64 tokens, and the replica sets that follow from them. Immutable.
 *
 * <p>Each virtual node ends an arc, start exclusive, end inclusive; the arc of the lowest token wraps around zero. The
 * arc's replicas are the next distinct nodes clockwise, beginning with the owner of its end, distinct racks first.
 *
 * <pre>
 *                 0 = 2^64
 *            n2 ----+---- n1        The arc that ends at n1 begins at n2 and wraps around zero.
 *          /                 \      Its replicas, replication factor 3: n1, n3, n2
 *        n3                   n3    (the second n3 is passed over: n3 is in already).
 *          \                 /
 *            n1 --------- n2        Clockwise from the top right: n1 n3 n2 n1 n3 n2
 * </pre>
 */
public final class Ring {
    private final int replicationFactor;
    private final List<RingNode> nodes;
    private final List<VirtualNode> virtualNodes;
    private final List<ReplicaSet> replicaSets;

    private Ring(int replicationFactor, List<RingNode> nodes, List<VirtualNode> virtualNodes) {
        this.replicationFactor = replicationFactor;
        this.nodes = nodes;
        this.virtualNodes = virtualNodes;
        this.replicaSets = walkAll();
    }

    /**
     * @param replicationFactor replicas of each arc; fewer while the ring has fewer nodes
     * @param nodes each owns at least one of {@code virtualNodes}; in any order
     * @throws IllegalArgumentException if a token, a node or an owner is missing or named twice
     */
    public static Ring of(int replicationFactor, Collection<RingNode> nodes, Collection<VirtualNode> virtualNodes) {
        if (replicationFactor < 1) {
            throw new IllegalArgumentException("a replication factor is at least 1, not " + replicationFactor);
        }
        TreeMap<NodeId, RingNode> byId = new TreeMap<>();
        for (RingNode node : nodes) {
            if (byId.put(node.id(), node) != null) {
                throw new IllegalArgumentException("two nodes are called " + node.id());
            }
        }
        TreeMap<Long, VirtualNode> byToken = new TreeMap<>(Long::compareUnsigned);
        Set<NodeId> owners = new LinkedHashSet<>();
        for (VirtualNode virtualNode : virtualNodes) {
            if (byToken.put(virtualNode.token(), virtualNode) != null) {
                throw new IllegalArgumentException(
                        "two virtual nodes have token " + Tokens.toString(virtualNode.token()));
            }
            owners.add(virtualNode.node());
        }
        if (byId.isEmpty() || !owners.equals(byId.keySet())) {
            throw new IllegalArgumentException(
                    "the nodes " + byId.keySet() + " and the owners of tokens " + owners + " are not the same");
        }
        return new Ring(replicationFactor, List.copyOf(byId.values()), List.copyOf(byToken.values()));
    }

    public int replicationFactor() {
        return replicationFactor;
    }

    /** Sorted by node id. */
    public List<RingNode> nodes() {
        return nodes;
    }

    /** Clockwise from zero, sorted by token. */
    public List<VirtualNode> virtualNodes() {
        return virtualNodes;
    }

    /** One set for each virtual node, sorted by end token, its nodes clockwise: the owner of the end first. */
    public List<ReplicaSet> replicaSets() {
        return replicaSets;
    }

    /**
     * The ring once {@code leaver} is gone with its tokens; no other token moves.
     *
     * @throws IllegalArgumentException if the node is not on the ring, or alone on it
     */
    public Ring without(NodeId leaver) {
        List<RingNode> stayers =
                nodes.stream().filter(node -> !node.id().equals(leaver)).toList();
        if (stayers.size() == nodes.size() || stayers.isEmpty()) {
            throw new IllegalArgumentException("node " + leaver + " cannot leave a ring of " + nodes);
        }
        return of(
                replicationFactor,
                stayers,
                virtualNodes.stream()
                        .filter(virtualNode -> !virtualNode.node().equals(leaver))
                        .toList());
    }

    private List<ReplicaSet> walkAll() {
        Map<NodeId, Integer> numbers = new LinkedHashMap<>();
        nodes.forEach(node -> numbers.put(node.id(), numbers.size()));
        int[] owners = virtualNodes.stream()
                .mapToInt(virtualNode -> numbers.getOrDefault(virtualNode.node(), -1))
                .toArray();
        int replicas = Math.min(replicationFactor, nodes.size());
        ReplicaWalk walk = new ReplicaWalk(replicas, rackNumbers(nodes));
        int[] set = new int[replicas];
        List<ReplicaSet> sets = new ArrayList<>(owners.length);
        long start = virtualNodes.get(owners.length - 1).token();
        for (int i = 0; i < owners.length; i++) {
            walk.collect(owners, owners.length, i, set, 0);
            List<NodeId> holders = new ArrayList<>(replicas);
            for (int node : set) {
                holders.add(nodes.get(node).id());
            }
            long end = virtualNodes.get(i).token();
            sets.add(new ReplicaSet(new TokenRange(start, end), holders));
            start = end;
        }
        return List.copyOf(sets);
    }

    /**
     * The racks of {@code nodes} as numbers from 0, in the order in which they first occur. If all nodes are in one
     * rack each gets a number of its own, since passing over none of them gives the same sets with less searching.
     */
    static int[] rackNumbers(List<RingNode> nodes) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        int[] racks = new int[nodes.size()];
        for (int i = 0; i < racks.length; i++) {
            racks[i] = numbers.computeIfAbsent(nodes.get(i).rack(), rack -> numbers.size());
        }
        if (numbers.size() == 1) {
            Arrays.setAll(racks, i -> i);
        }
        return racks;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ring ring
                && replicationFactor == ring.replicationFactor
                && nodes.equals(ring.nodes)
                && virtualNodes.equals(ring.virtualNodes);
    }

    @Override
    public int hashCode() {
        return virtualNodes.hashCode();
    }

    @Override
    public String toString() {
        return "Ring[replicationFactor=" + replicationFactor + ", nodes=" + nodes.size() + ", virtualNodes="
                + virtualNodes.size() + "]";
    }
}
