package io.ordinal.repl;

import io.ordinal.client.ClusterView;
import io.ordinal.client.NodeStatus;
import io.ordinal.protocol.StatusReply;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * How the cluster and each of its nodes are, at one look: what status and watch show.
 *
 * @param nodes all of them: what the cluster as a whole is judged by
 * @param shown those that somebody wants to see
 * @param moves what moves; empty if the map shows no move under way
 */
record StatusReport(ClusterView view, List<NodeStatus> nodes, List<NodeStatus> shown, MovesReport moves) {
    /** Nodes are asked at once; one that is silent for longer is taken for gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** @throws CommandFailedException if no node says that there is a cluster */
    static StatusReport ask(Session session) {
        ClusterView view = session.client().sync().refresh();
        if (view.map() == null && view.present().isEmpty()) {
            throw new CommandFailedException(
                    ExitStatus.NO_CLUSTER,
                    "no node answers: check that the cluster runs (`ordinal up` starts one) and that its address is right");
        }
        CompletableFuture<MovesReport> moves = MovesReport.underWay(session.client(), view, PATIENCE);
        List<NodeStatus> nodes = session.client().sync().statusOfAll(PATIENCE);
        return new StatusReport(view, nodes, nodes, moves.join());
    }

    /** The same look, to show one node only. */
    StatusReport only(NodeId node) {
        return new StatusReport(
                view,
                nodes,
                nodes.stream().filter(each -> each.node().equals(node)).toList(),
                new MovesReport(List.of(), moves.settings()));
    }

    List<String> lines(Screen screen) {
        List<String> lines = new ArrayList<>();
        lines.add(summary());
        Table table = new Table(
                "NODE", "STATE", "ADDRESS", "RANGES", "LEADS", "WRITES", "DURABILITY", "ISSUED", "MAP", "OFFICES");
        for (NodeStatus node : shown) {
            StatusReply reply = node.reply();
            String address = node.registration() == null
                    ? "-"
                    : node.registration().address().toString();
            table.add(
                    node.node().name(),
                    state(node),
                    address,
                    Long.toString(ranges(node)),
                    Long.toString(leads(node)),
                    reply == null ? "-" : reply.readOnlyWhy().isEmpty() ? "yes" : "no: " + reply.readOnlyWhy(),
                    reply == null ? "-" : reply.durability(),
                    reply == null ? "-" : "#" + reply.highestIssued(),
                    reply == null ? "-" : Long.toString(reply.mapVersion()),
                    reply == null ? "-" : String.join(", ", offices(reply)));
        }
        lines.addAll(table.lines(screen::displayWidth));
        for (NodeStatus node : shown) {
            if (!node.answered()) {
                lines.add(node.node() + " does not answer: " + node.failure());
            }
        }
        List<String> underWay = moves.linesUnderWay(screen);
        if (!underWay.isEmpty()) {
            lines.add("");
            lines.addAll(underWay);
        }
        return lines;
    }

    private String summary() {
        ClusterHealth health = health();
        ClusterMap map = view.map();
        String ranges = map == null
                ? "no cluster map yet: it is made when the initial nodes are there"
                : map.ranges().size() + " ranges, each on " + map.replicationFactor() + " nodes, map " + map.version();
        long answering = nodes.stream().filter(NodeStatus::answered).count();
        String writes = health.isReadOnly() ? "READ-ONLY: " + health.readOnlyWhy() : "reads and writes";
        return answering + " of " + nodes.size() + " nodes answer; " + ranges + "; " + writes;
    }

    ClusterHealth health() {
        return ClusterHealth.of(view, nodes);
    }

    /** One object for the cluster, one for each node shown, one for each move. */
    List<Map<String, ?>> objects() {
        List<Map<String, ?>> objects = new ArrayList<>();
        Map<String, Object> cluster = new LinkedHashMap<>();
        ClusterMap map = view.map();
        cluster.put("cluster", map == null ? "" : map.cluster().uuid().toString());
        cluster.put("mapVersion", view.mapVersion());
        cluster.put("ranges", map == null ? 0 : map.ranges().size());
        cluster.put("replicationFactor", map == null ? 0 : map.replicationFactor());
        cluster.put("readOnly", health().isReadOnly());
        cluster.put("readOnlyWhy", health().readOnlyWhy());
        objects.add(cluster);
        shown.forEach(node -> objects.add(object(node)));
        objects.addAll(moves.objects());
        return objects;
    }

    private Map<String, ?> object(NodeStatus node) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("node", node.node().name());
        fields.put("state", state(node));
        if (node.registration() != null) {
            fields.put("address", node.registration().address().toString());
        }
        fields.put("ranges", ranges(node));
        fields.put("leads", leads(node));
        StatusReply reply = node.reply();
        if (reply == null) {
            fields.put("failure", node.failure());
        } else {
            fields.put("readOnlyWhy", reply.readOnlyWhy());
            fields.put("durability", reply.durability());
            fields.put("zookeeperConnected", reply.zookeeperConnected());
            fields.put("mapVersion", reply.mapVersion());
            fields.put("term", reply.term());
            fields.put("highestIssued", reply.highestIssued());
            fields.put("sequencer", reply.isSequencer());
            fields.put("rebalancer", reply.isRebalancer());
        }
        return fields;
    }

    private static String state(NodeStatus node) {
        if (node.reply() == null) {
            return node.registration() == null ? "absent" : "silent";
        }
        if (node.registration() == null) {
            return "unregistered";
        }
        return node.reply().zookeeperConnected() ? "up" : "no zookeeper";
    }

    private static List<String> offices(StatusReply reply) {
        List<String> offices = new ArrayList<>();
        if (reply.isSequencer()) {
            offices.add("sequencer");
        }
        if (reply.isRebalancer()) {
            offices.add("rebalancer");
        }
        return offices;
    }

    private long ranges(NodeStatus node) {
        ClusterMap map = view.map();
        return map == null
                ? 0
                : map.ranges().stream()
                        .filter(range -> range.members().stream().anyMatch(member -> is(member, node)))
                        .count();
    }

    private long leads(NodeStatus node) {
        ClusterMap map = view.map();
        return map == null
                ? 0
                : map.ranges().stream()
                        .filter(range -> range.leader() != null && is(range.leader(), node))
                        .count();
    }

    private static boolean is(Member member, NodeStatus node) {
        return member.node().equals(node.node());
    }
}
