package io.ordinal.launcher;

import io.ordinal.client.ClusterView;
import io.ordinal.client.NodeStatus;
import io.ordinal.protocol.StatusReply;
import io.ordinal.repl.MovesReport;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a cluster is, put together from the map, the registrations and what each node says. The names are those of
 * {@code ordinal status --json}.
 *
 * @param mapVersion 0 while there is no map
 * @param sequencer the node that says it holds the office in the highest term; null if none does
 * @param rebalancer the node that says it holds the office; null if none does
 * @param highestIssued the highest number known to be issued by those who answered
 * @param moves what moves, or waits to; empty while the map shows no move under way
 */
record ClusterStatus(
        long mapVersion,
        int ranges,
        int replicationFactor,
        @Nullable String sequencer,
        long term,
        @Nullable String rebalancer,
        long highestIssued,
        List<Node> nodes,
        List<Map<String, ?>> moves) {
    ClusterStatus {
        nodes = List.copyOf(nodes);
        moves = List.copyOf(moves);
    }

    /**
     * One node.
     *
     * @param state {@code up}; {@code silent}, registered and not answering; or {@code absent}, known and not registered
     * @param standing what the map means to become of it; null while the map does not know it
     * @param replicas how many ranges the map gives it
     * @param leads of how many of them the map names it leader
     * @param serves how many it says it leads and serves
     * @param suspect in how many ranges it may have lost what it acknowledged, and does not count until it is level
     * @param applied the highest number in its table; null if it did not answer
     * @param readOnlyWhy empty if it takes writes; null if it did not answer
     */
    record Node(
            String id,
            String state,
            @Nullable String address,
            @Nullable String rack,
            int weight,
            @Nullable String standing,
            int replicas,
            int leads,
            int serves,
            int suspect,
            @Nullable Long applied,
            @Nullable String durability,
            @Nullable Boolean zookeeperConnected,
            @Nullable String readOnlyWhy,
            @Nullable String software,
            @Nullable String failure) {}

    static ClusterStatus of(ClusterView view, List<NodeStatus> statuses, MovesReport moves) {
        ClusterMap map = view.mapIfAny().orElse(null);
        String sequencer = null;
        String rebalancer = null;
        long term = -1;
        long highestIssued = 0;
        List<Node> nodes = new ArrayList<>();
        for (NodeStatus status : statuses) {
            nodes.add(node(status, map));
            StatusReply reply = status.reply();
            if (reply == null) {
                continue;
            }
            if (reply.isSequencer() && reply.term() > term) {
                sequencer = status.node().name();
                term = reply.term();
            }
            if (reply.isRebalancer()) {
                rebalancer = status.node().name();
            }
            highestIssued = Math.max(highestIssued, reply.highestIssued());
        }
        return new ClusterStatus(
                view.mapVersion(),
                map == null ? 0 : map.ranges().size(),
                map == null ? 0 : map.replicationFactor(),
                sequencer,
                Math.max(0, term),
                rebalancer,
                highestIssued,
                nodes,
                moves.objects());
    }

    /** Whether every range has a leader that serves it. */
    boolean isServing() {
        return ranges > 0 && nodes.stream().mapToInt(Node::serves).sum() >= ranges;
    }

    private static Node node(NodeStatus status, @Nullable ClusterMap map) {
        Registration registration = status.registration();
        StatusReply reply = status.reply();
        int replicas = 0;
        int leads = 0;
        if (map != null) {
            for (RangeAssignment range : map.ranges()) {
                if (range.members().stream().anyMatch(member -> member.node().equals(status.node()))) {
                    replicas++;
                }
                if (range.leaderIfAny()
                        .filter(leader -> leader.node().equals(status.node()))
                        .isPresent()) {
                    leads++;
                }
            }
        }
        return new Node(
                status.node().name(),
                reply != null ? "up" : registration != null ? "silent" : "absent",
                registration == null ? null : registration.address().toString(),
                registration == null || registration.rack().isEmpty() ? null : registration.rack(),
                registration == null ? 0 : registration.weight(),
                map == null
                        ? null
                        : map.node(status.node())
                                .map(known -> known.standing().name())
                                .orElse(null),
                replicas,
                leads,
                reply == null ? 0 : inRole("leader", reply),
                reply == null ? 0 : inRole("suspect", reply),
                reply == null ? null : applied(reply),
                reply == null ? null : reply.durability(),
                reply == null ? null : reply.zookeeperConnected(),
                reply == null ? null : reply.readOnlyWhy(),
                registration == null ? null : registration.softwareVersion(),
                reply == null ? status.failure() : null);
    }

    private static int inRole(String role, StatusReply reply) {
        return (int) reply.ranges().stream()
                .filter(range -> range.role().equals(role))
                .count();
    }

    private static long applied(StatusReply reply) {
        return reply.ranges().stream()
                .mapToLong(range -> range.applied().sequence())
                .max()
                .orElse(0);
    }
}
