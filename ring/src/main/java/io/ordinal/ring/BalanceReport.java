package io.ordinal.ring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How even a ring is: for each node its load, which is its part of the data divided by the part that its weight asks
 * for. 1 is perfect. As replica and as leader.
 *
 * @param nodes how many nodes the ring has
 * @param ranges how many arcs the ring has
 * @param mostReplicas the load of the node that holds most for its weight
 * @param leastReplicas the load of the node that holds least for its weight
 * @param mostLed the load of the node that leads most for its weight
 * @param leastLed the load of the node that leads least for its weight
 */
public record BalanceReport(
        int nodes, int ranges, double mostReplicas, double leastReplicas, double mostLed, double leastLed) {
    /** Measures {@code ring}, led as {@link LeaderPreference} says. */
    public static BalanceReport of(Ring ring) {
        Map<NodeId, Double> replicas = new LinkedHashMap<>();
        Map<NodeId, Double> led = new LinkedHashMap<>();
        for (ReplicaSet set : LeaderPreference.of(ring)) {
            double size = set.range().fraction();
            led.merge(set.nodes().get(0), size, Double::sum);
            set.nodes().forEach(node -> replicas.merge(node, size, Double::sum));
        }
        double totalWeight = ring.nodes().stream().mapToDouble(RingNode::weight).sum();
        int copies = Math.min(ring.replicationFactor(), ring.nodes().size());
        double mostReplicas = 0;
        double leastReplicas = Double.POSITIVE_INFINITY;
        double mostLed = 0;
        double leastLed = Double.POSITIVE_INFINITY;
        for (RingNode node : ring.nodes()) {
            double due = node.weight() / totalWeight;
            double held = replicas.getOrDefault(node.id(), 0.0) / (due * copies);
            double leads = led.getOrDefault(node.id(), 0.0) / due;
            mostReplicas = Math.max(mostReplicas, held);
            leastReplicas = Math.min(leastReplicas, held);
            mostLed = Math.max(mostLed, leads);
            leastLed = Math.min(leastLed, leads);
        }
        return new BalanceReport(
                ring.nodes().size(), ring.virtualNodes().size(), mostReplicas, leastReplicas, mostLed, leastLed);
    }

    /**
     * Measures rings of equal nodes, replication factor 3, that grow from 3 nodes by single joins. The same nodes
     * placed at once give the same rings.
     *
     * @param racks how many racks the nodes are dealt to in turn; 1 for no racks
     * @param upTo how many nodes there are in the end, at least 4
     * @return a Markdown table: a heading, a ruler, a line for some of the sizes at which all racks are equal, and the
     *     worst of all of those sizes
     */
    public static List<String> table(int racks, int upTo) {
        List<String> lines = new ArrayList<>();
        lines.add("| nodes | ranges | replicas: most | least | leaders: most | least | moved by the join |");
        lines.add("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        List<RingNode> nodes = equalNodes(racks, upTo);
        Ring ring = TokenPlacement.build(3, nodes.subList(0, 3));
        BalanceReport worst = of(ring);
        double mostMoved = 0;
        for (int count = 4; count <= upTo; count++) {
            Ring before = ring;
            ring = TokenPlacement.join(ring, nodes.get(count - 1));
            double moved = RingDifference.between(before, ring).gainedFraction() * count / 3;
            mostMoved = Math.max(mostMoved, moved);
            if (count % racks == 0) {
                BalanceReport report = of(ring);
                worst = worst.worse(report);
                if (count <= 12 || count % 10 < racks) {
                    lines.add(report.line(Integer.toString(count), moved));
                }
            }
        }
        lines.add(worst.line("worst", mostMoved));
        return lines;
    }

    private BalanceReport worse(BalanceReport other) {
        return new BalanceReport(
                Math.max(nodes, other.nodes),
                Math.max(ranges, other.ranges),
                Math.max(mostReplicas, other.mostReplicas),
                Math.min(leastReplicas, other.leastReplicas),
                Math.max(mostLed, other.mostLed),
                Math.min(leastLed, other.leastLed));
    }

    private String line(String title, double moved) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.3f | %.3f | %.3f | %.3f | %.3f |",
                title,
                ranges,
                mostReplicas,
                leastReplicas,
                mostLed,
                leastLed,
                moved);
    }

    /** Nodes n001, n002 and so on of weight 1, dealt to the racks in turn. */
    static List<RingNode> equalNodes(int racks, int count) {
        List<RingNode> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(new RingNode(new NodeId(String.format(Locale.ROOT, "n%03d", i + 1)), "rack-" + i % racks, 1));
        }
        return nodes;
    }
}
