package io.ordinal.launcher;

import io.ordinal.repl.MovesReport;
import io.ordinal.repl.Screen;
import io.ordinal.ring.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A cluster's status for people: a line about the cluster, a line a node, then a line a move under way. */
final class StatusTable {
    private StatusTable() {}

    static String print(ClusterStatus status, MovesReport moves) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("node", "state", "address", "replicas", "leads", "applied", "notes"));
        for (ClusterStatus.Node node : status.nodes()) {
            rows.add(List.of(
                    node.id(),
                    node.state(),
                    orDash(node.address()),
                    Integer.toString(node.replicas()),
                    Integer.toString(node.leads()),
                    node.applied() == null ? "-" : "#" + node.applied(),
                    notes(status, node)));
        }
        List<String> underWay = moves.linesUnderWay(Screen.NONE);
        return headline(status) + "\n\n" + Columns.print(rows)
                + (underWay.isEmpty() ? "" : "\n\n" + String.join("\n", underWay));
    }

    private static String headline(ClusterStatus status) {
        if (status.mapVersion() == 0) {
            return "no cluster map yet: it is made when enough nodes are present (--initial-nodes, 3 by default)";
        }
        return status.ranges() + " ranges on " + status.nodes().size() + " nodes, replication factor "
                + status.replicationFactor() + ", map " + status.mapVersion() + ", last number #"
                + status.highestIssued();
    }

    private static String notes(ClusterStatus status, ClusterStatus.Node node) {
        List<String> notes = new ArrayList<>();
        if (node.id().equals(status.sequencer())) {
            notes.add("sequencer (term " + status.term() + ")");
        }
        if (node.id().equals(status.rebalancer())) {
            notes.add("rebalancer");
        }
        if (node.standing() != null && !node.standing().equals(Standing.IN.name())) {
            notes.add(node.standing().toLowerCase(Locale.ROOT));
        }
        if (node.readOnlyWhy() != null && !node.readOnlyWhy().isEmpty()) {
            notes.add("read-only: " + node.readOnlyWhy());
        }
        if (node.suspect() > 0) {
            notes.add(node.suspect() + " ranges to be brought level");
        }
        if (Boolean.FALSE.equals(node.zookeeperConnected())) {
            notes.add("ZooKeeper lost");
        }
        if ("memory".equals(node.durability())) {
            notes.add("memory durability");
        }
        if (node.rack() != null) {
            notes.add("rack " + node.rack());
        }
        if (node.weight() > 1) {
            notes.add("weight " + node.weight());
        }
        if (node.state().equals("silent") && node.failure() != null) {
            notes.add(node.failure());
        }
        return String.join(", ", notes);
    }

    private static String orDash(@Nullable String text) {
        return text == null ? "-" : text;
    }
}
