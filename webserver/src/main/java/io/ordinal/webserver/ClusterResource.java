package io.ordinal.webserver;

import io.ordinal.client.ClusterView;
import io.ordinal.client.NodeStatus;
import io.ordinal.client.OrdinalClient;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.StatusReply;
import io.ordinal.protocol.StatusReply.RangeStatus;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.Move;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.Registration;
import io.ordinal.ring.Tokens;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The cluster: {@code GET /v1/cluster}. The map as known here, and each node as it sees itself. */
final class ClusterResource implements Resource {
    private final OrdinalClient client;
    private final StatusBoard board;

    ClusterResource(OrdinalClient client, StatusBoard board) {
        this.client = client;
        this.board = board;
    }

    @Override
    public CompletionStage<Reply> answer(RequestHead head, Bytes body) {
        head.query().allowOnly();
        return board.statuses().thenApply(statuses -> Reply.json(200, () -> tree(client.cluster(), statuses)));
    }

    private Map<String, Object> tree(ClusterView view, List<NodeStatus> statuses) {
        Map<String, Object> tree = new LinkedHashMap<>();
        long highest = client.highestSequence();
        for (NodeStatus status : statuses) {
            StatusReply reply = status.reply();
            highest = Math.max(highest, reply == null ? 0 : reply.highestIssued());
        }
        List<String> reasons = Readiness.reasonsAgainst(view, statuses);
        tree.put("ready", reasons.isEmpty());
        tree.put("reasons", reasons);
        tree.put("highestSequence", highest);
        view.mapIfAny().ifPresent(map -> tree.put("map", tree(map)));
        List<Object> nodes = new ArrayList<>();
        statuses.forEach(status -> nodes.add(tree(view, status)));
        tree.put("nodes", nodes);
        return tree;
    }

    private static Map<String, Object> tree(ClusterMap map) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("cluster", map.cluster().uuid().toString());
        tree.put("version", map.version());
        tree.put("replicationFactor", map.replicationFactor());
        List<Object> ranges = new ArrayList<>();
        map.ranges().forEach(range -> ranges.add(tree(range)));
        tree.put("ranges", ranges);
        return tree;
    }

    private static Map<String, Object> tree(RangeAssignment range) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("range", range.id().number());
        tree.put("startExclusive", Tokens.toString(range.tokens().startExclusive()));
        tree.put("endInclusive", Tokens.toString(range.tokens().endInclusive()));
        tree.put("fraction", range.tokens().fraction());
        tree.put("members", names(range.members()));
        if (!range.previous().isEmpty()) {
            tree.put("previous", names(range.previous()));
        }
        range.splitIfAny().ifPresent(split -> tree.put("splitAt", Tokens.toString(split.token())));
        range.mergeIfAny()
                .ifPresent(merge -> tree.put("mergesWith", merge.with().number()));
        if (!range.parents().isEmpty()) {
            tree.put(
                    "parents",
                    range.parents().stream().map(parent -> parent.id().number()).toList());
        }
        range.leaderIfAny().ifPresent(leader -> tree.put("leader", leader.node().name()));
        tree.put("epoch", range.epoch());
        range.moveIfAny().ifPresent(move -> tree.put("move", tree(move)));
        return tree;
    }

    private static Map<String, Object> tree(Move move) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("move", move.id());
        tree.put("target", move.target().node().name());
        tree.put("leaving", move.leaving().node().name());
        return tree;
    }

    private static List<String> names(List<Member> members) {
        return members.stream().map(member -> member.node().name()).toList();
    }

    private static Map<String, Object> tree(ClusterView view, NodeStatus status) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("node", status.node().name());
        known(view, status)
                .ifPresent(known -> tree.put("standing", known.standing().name()));
        Registration registration = status.registration();
        tree.put("present", registration != null);
        if (registration != null) {
            tree.put("address", registration.address().toString());
            tree.put("rack", registration.rack());
            tree.put("weight", registration.weight());
            tree.put("version", registration.softwareVersion());
        } else {
            known(view, status).ifPresent(known -> {
                tree.put("rack", known.rack());
                tree.put("weight", known.weight());
            });
        }
        StatusReply reply = status.reply();
        tree.put("answered", reply != null);
        if (reply == null) {
            tree.put("failure", status.failure());
        } else {
            tree.putAll(tree(reply));
        }
        return tree;
    }

    private static Optional<KnownNode> known(ClusterView view, NodeStatus status) {
        return view.mapIfAny()
                .flatMap(map -> map.nodes().stream()
                        .filter(known -> known.member().node().equals(status.node()))
                        .findFirst());
    }

    private static Map<String, Object> tree(StatusReply reply) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("readOnlyWhy", reply.readOnlyWhy());
        tree.put("mapVersion", reply.mapVersion());
        tree.put("zookeeperConnected", reply.zookeeperConnected());
        tree.put("durability", reply.durability());
        tree.put("term", reply.term());
        tree.put("highestIssued", reply.highestIssued());
        tree.put("isSequencer", reply.isSequencer());
        tree.put("isRebalancer", reply.isRebalancer());
        List<Object> replicas = new ArrayList<>();
        reply.ranges().forEach(range -> replicas.add(tree(range)));
        tree.put("replicas", replicas);
        return tree;
    }

    private static Map<String, Object> tree(RangeStatus replica) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("range", replica.range().number());
        tree.put("role", replica.role());
        tree.put("epoch", replica.epoch());
        tree.put("last", tree(replica.last()));
        tree.put("committed", tree(replica.committed()));
        tree.put("applied", tree(replica.applied()));
        return tree;
    }

    private static Map<String, Object> tree(Position position) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("epoch", position.epoch());
        tree.put("sequence", position.sequence());
        return tree;
    }
}
