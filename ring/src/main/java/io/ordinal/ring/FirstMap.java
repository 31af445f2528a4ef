package io.ordinal.ring;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The first cluster map of a cluster: every range in epoch 1, replicas and leaders spread evenly. */
public final class FirstMap {
    private FirstMap() {}

    /**
     * Places {@code nodes} on a ring and makes its ranges the cluster's first. The same arguments give the same map,
     * whatever the order of the nodes.
     *
     * @param reign the reign of the rebalancer that will write the map
     * @param nodes all members present, at least one
     * @param replicationFactor how many replicas are wanted; the map's own is lower if there are fewer nodes, and then
     *     stays so
     * @param mapId random, see {@link ClusterMap#id()}
     * @throws IllegalArgumentException if there is no node, or two have one id
     */
    public static ClusterMap of(
            ClusterId cluster, Reign reign, List<KnownNode> nodes, int replicationFactor, UUID mapId) {
        List<KnownNode> sorted = nodes.stream()
                .sorted(Comparator.comparing((KnownNode node) -> node.member().node()))
                .toList();
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("a cluster needs at least one node");
        }
        int replicas = Math.min(replicationFactor, sorted.size());
        Ring ring =
                TokenPlacement.build(replicas, sorted.stream().map(RingNode::of).toList());
        Map<NodeId, Member> members = new LinkedHashMap<>();
        sorted.forEach(node -> members.put(node.member().node(), node.member()));

        List<RangeAssignment> ranges = new ArrayList<>();
        for (ReplicaSet set : LeaderPreference.of(ring)) {
            List<Member> voters = new ArrayList<>();
            for (NodeId node : set.nodes()) {
                voters.add(memberOf(node, members));
            }
            RangeId id = new RangeId(ranges.size() + 1L);
            ranges.add(new RangeAssignment(id, set.range(), voters, List.of(), voters.get(0), 1));
        }
        long nextRangeId = ranges.size() + 1L;
        RingPlan plan = RingPlan.NONE.withVirtualNodes(ring.virtualNodes());
        return new ClusterMap(
                cluster, 1, mapId, ClusterMap.NO_PARENT, reign, replicas, sorted, ranges, nextRangeId, plan);
    }

    private static Member memberOf(NodeId node, Map<NodeId, Member> members) {
        Member member = members.get(node);
        if (member == null) {
            throw new IllegalStateException("node " + node + " of the ring is no member");
        }
        return member;
    }
}
