package io.ordinal.simulator.cluster;

import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Reign;
import io.ordinal.ring.RingPlan;
import io.ordinal.ring.TokenRange;
import io.ordinal.ring.VirtualNode;
import io.ordinal.simulator.world.Chance;
import java.util.ArrayList;
import java.util.List;

/** The map that a cluster starts with when the rebalancer is not to make it: a few ranges of any number of replicas. */
final class GivenMap {
    private GivenMap() {}

    static ClusterMap of(ClusterId cluster, List<Member> nodes, Plan plan, Chance chance) {
        int ranges = plan.ranges();
        List<RangeAssignment> assignments = new ArrayList<>();
        List<VirtualNode> virtualNodes = new ArrayList<>();
        long offset = chance.bits();
        long width = ranges == 1 ? 0 : Long.divideUnsigned(-1L, ranges);
        for (int i = 0; i < ranges; i++) {
            long start = offset + i * width;
            long end = i == ranges - 1 ? offset : start + width;
            TokenRange tokens = ranges == 1 ? TokenRange.WHOLE_RING : new TokenRange(start, end);
            List<Member> members = new ArrayList<>();
            for (int replica = 0; replica < plan.replicas(); replica++) {
                members.add(nodes.get((i + replica) % nodes.size()));
            }
            assignments.add(new RangeAssignment(new RangeId(i + 1L), tokens, members, List.of(), members.get(0), 1));
            virtualNodes.add(
                    new VirtualNode(tokens.endInclusive(), members.get(0).node()));
        }
        for (int i = ranges; i < nodes.size(); i++) {
            virtualNodes.add(new VirtualNode(chance.bits(), nodes.get(i).node()));
        }
        assignments.sort((a, b) ->
                Long.compareUnsigned(a.tokens().endInclusive(), b.tokens().endInclusive()));
        virtualNodes.sort((a, b) -> Long.compareUnsigned(a.token(), b.token()));
        List<KnownNode> known =
                nodes.stream().map(member -> new KnownNode(member, "rack", 1)).toList();
        return new ClusterMap(
                cluster,
                1,
                chance.uuid(),
                ClusterMap.NO_PARENT,
                new Reign(1, chance.uuid(), nodes.get(0)),
                plan.replicas(),
                known,
                assignments,
                ranges + 1L,
                RingPlan.NONE.withVirtualNodes(virtualNodes).withSettings(plan.settings()));
    }
}
