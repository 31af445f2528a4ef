package io.ordinal.repl;

import io.ordinal.client.ClusterView;
import io.ordinal.client.NodeStatus;
import io.ordinal.protocol.MovesReply.MoveStatus;
import io.ordinal.protocol.MovesReply.Phase;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.StatusReply;
import io.ordinal.ring.Address;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.Move;
import io.ordinal.ring.MoveSettings;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Registration;
import io.ordinal.ring.Reign;
import io.ordinal.ring.RingPlan;
import io.ordinal.ring.Standing;
import io.ordinal.ring.TokenRange;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Clusters to look at: four ranges of a quarter each, all on n1, n2 and n3, led by n1, n2, n3 and n1. */
final class Clusters {
    private static final long QUARTER = 1L << 62;

    private Clusters() {}

    /** The cluster with these nodes present. */
    static ClusterView view(String... present) {
        List<Registration> registrations = new ArrayList<>();
        for (String node : present) {
            registrations.add(registration(node));
        }
        return new ClusterView(map(), registrations);
    }

    /** The same cluster, but for one node's standing, one move under way, and how moves are to go. */
    static ClusterView moving(String node, Standing standing, MoveSettings settings) {
        ClusterMap map = map();
        List<KnownNode> nodes = map.nodes().stream()
                .map(known -> known.member().equals(member(node)) ? known.standing(standing) : known)
                .toList();
        List<RangeAssignment> ranges = new ArrayList<>(map.ranges());
        ranges.set(1, ranges.get(1).moving(new Move(17, member("n4"), member("n3"))));
        ClusterMap moving = new ClusterMap(
                map.cluster(),
                8,
                new UUID(2, 8),
                map.id(),
                map.reign(),
                map.replicationFactor(),
                nodes,
                ranges,
                map.nextRangeId(),
                RingPlan.NONE.withSettings(settings));
        return new ClusterView(
                moving, List.of(registration("n1"), registration("n2"), registration("n3"), registration("n4")));
    }

    /** A quarter of r2 is copied, in five seconds; then r3 waits. */
    static List<MoveStatus> moves() {
        return List.of(
                move(17, 2, "n2", Phase.COPYING, 2_500, "n4 sends at its limit"),
                move(0, 3, "n3", Phase.WAITING, 0, "n4 takes 4 ranges already"));
    }

    private static MoveStatus move(long id, long range, String source, Phase phase, int basisPoints, String waitsFor) {
        return new MoveStatus(
                id,
                new RangeId(range),
                new NodeId(source),
                new NodeId("n4"),
                new NodeId("n3"),
                phase,
                basisPoints * 5_000L,
                basisPoints * 2L,
                basisPoints,
                basisPoints * 1_000L,
                basisPoints * 2L,
                waitsFor);
    }

    static Registration registration(String node) {
        return new Registration(member(node), 1, address(node), "", 1, "test");
    }

    static Address address(String node) {
        return new Address("127.0.0.1", 7100 + Integer.parseInt(node.substring(1)));
    }

    static Member member(String node) {
        return new Member(new NodeId(node), new DiskId(new UUID(1, node.hashCode())));
    }

    static NodeStatus up(ClusterView view, NodeId node) {
        StatusReply reply = new StatusReply(
                member(node.name()),
                7,
                "",
                true,
                "disk",
                3,
                10_482,
                node.name().equals("n1"),
                node.name().equals("n2"),
                List.of(new StatusReply.RangeStatus(
                        new RangeId(2),
                        node.name().equals("n2") ? "leader" : "follower",
                        1,
                        new Position(1, 10_482),
                        new Position(1, 10_480),
                        new Position(1, 10_480))));
        return new NodeStatus(node, view.registration(node).orElse(null), reply, "");
    }

    private static ClusterMap map() {
        List<Member> all = List.of(member("n1"), member("n2"), member("n3"));
        List<RangeAssignment> ranges = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            TokenRange tokens = new TokenRange(i * QUARTER - 1, (i + 1) * QUARTER - 1);
            ranges.add(new RangeAssignment(new RangeId(i + 1), tokens, all, List.of(), all.get(i % 3), 1));
        }
        return new ClusterMap(
                new ClusterId(new UUID(9, 9)),
                7,
                new UUID(2, 7),
                new UUID(2, 6),
                new Reign(1, new UUID(3, 3), all.get(1)),
                3,
                all.stream().map(member -> new KnownNode(member, "", 1)).toList(),
                ranges,
                5,
                RingPlan.NONE);
    }
}
