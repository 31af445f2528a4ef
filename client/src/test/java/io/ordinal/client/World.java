package io.ordinal.client;

import io.ordinal.ring.Address;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Registration;
import io.ordinal.ring.Reign;
import io.ordinal.ring.RingPlan;
import io.ordinal.ring.TokenRange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Small clusters to tell stories about: nodes n1, n2, ... that listen on ports 1, 2, ... */
final class World {
    static final ClusterId CLUSTER = new ClusterId(new UUID(1, 1));

    private World() {}

    static Member member(String node) {
        return new Member(new NodeId(node), new DiskId(UUID.nameUUIDFromBytes(node.getBytes(StandardCharsets.UTF_8))));
    }

    static Address address(String node) {
        return new Address("127.0.0.1", Integer.parseInt(node.substring(1)));
    }

    static Registration node(String node) {
        return node(node, 1, address(node).port());
    }

    static Registration node(String node, long runNumber, int port) {
        return new Registration(member(node), runNumber, new Address("127.0.0.1", port), "", 1, "test");
    }

    /** One range over the whole ring at n1, n2 and n3. */
    static ClusterMap map(long version, @Nullable String leader) {
        return map(version, List.of(range(1, -1, -1, leader)));
    }

    static ClusterMap map(long version, List<RangeAssignment> ranges) {
        return map(version, ranges, "n1");
    }

    /** One range led by n1, while another node is in office as the rebalancer. */
    static ClusterMap keptBy(String rebalancer, long version) {
        return map(version, List.of(range(1, -1, -1, "n1")), rebalancer);
    }

    private static ClusterMap map(long version, List<RangeAssignment> ranges, String rebalancer) {
        List<KnownNode> nodes = List.of(
                new KnownNode(member("n1"), "", 1),
                new KnownNode(member("n2"), "", 1),
                new KnownNode(member("n3"), "", 1));
        Reign reign = new Reign(1, new UUID(2, 2), member(rebalancer));
        return new ClusterMap(
                CLUSTER,
                version,
                new UUID(3, version),
                new UUID(3, version - 1),
                reign,
                3,
                nodes,
                ranges,
                1_000_000,
                RingPlan.NONE);
    }

    static RangeAssignment range(long id, long startExclusive, long endInclusive, @Nullable String leader) {
        return new RangeAssignment(
                new RangeId(id),
                new TokenRange(startExclusive, endInclusive),
                List.of(member("n1"), member("n2"), member("n3")),
                List.of(),
                leader == null ? null : member(leader),
                1);
    }
}
