package io.ordinal.ring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Rings for tests. */
final class Rings {
    private Rings() {}

    static RingNode node(int number, String rack, int weight) {
        return new RingNode(new NodeId("n" + number), rack, weight);
    }

    /** Any legal ring: tokens thrown, not placed, so that neighbours of one node and of one rack are common. */
    static Ring thrown(long seed) {
        Random random = new Random(seed);
        int nodeCount = 1 + random.nextInt(9);
        int rackCount = 1 + random.nextInt(5);
        List<RingNode> nodes = new ArrayList<>();
        Map<Long, VirtualNode> tokens = new TreeMap<>(Long::compareUnsigned);
        for (int i = 0; i < nodeCount; i++) {
            RingNode node = node(i, "rack" + random.nextInt(rackCount), 1);
            nodes.add(node);
            for (int left = 1 + random.nextInt(6); left > 0; left--) {
                long token = switch (random.nextInt(12)) {
                    case 0 -> 0;
                    case 1 -> -1;
                    case 2 -> Long.MIN_VALUE;
                    default -> random.nextLong();
                };
                if (!tokens.containsKey(token)) {
                    tokens.put(token, new VirtualNode(token, node.id()));
                }
            }
            while (tokens.values().stream().noneMatch(token -> token.node().equals(node.id()))) {
                long token = random.nextLong();
                tokens.putIfAbsent(token, new VirtualNode(token, node.id()));
            }
        }
        return Ring.of(1 + random.nextInt(4), nodes, tokens.values());
    }

    /** The one set whose range contains {@code token}; fails if there are several or none. */
    static ReplicaSet holding(long token, Ring ring) {
        List<ReplicaSet> found = ring.replicaSets().stream()
                .filter(set -> set.range().contains(token))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("token " + Tokens.toString(token) + " is in " + found);
        }
        return found.get(0);
    }

    static Map<NodeId, String> racks(Ring ring) {
        Map<NodeId, String> racks = new LinkedHashMap<>();
        ring.nodes().forEach(node -> racks.put(node.id(), node.rack()));
        return racks;
    }
}
