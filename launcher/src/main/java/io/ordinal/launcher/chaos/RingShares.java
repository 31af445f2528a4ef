package io.ordinal.launcher.chaos;

import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.Ring;
import io.ordinal.ring.RingDifference;
import java.util.Map;
import java.util.TreeMap;

/** What of the data is whose, by the tokens. */
final class RingShares {
    private RingShares() {}

    /**
     * What the node with the most replicas holds, by their part of the ring, divided by the mean of all nodes on the
     * ring.
     */
    static double mostLoaded(ClusterMap map) {
        Map<NodeId, Double> held = new TreeMap<>();
        map.nodes().stream()
                .filter(node -> node.standing().isOnRing())
                .forEach(node -> held.put(node.member().node(), 0.0));
        for (RangeAssignment range : map.ranges()) {
            range.members()
                    .forEach(member -> held.merge(member.node(), range.tokens().fraction(), Double::sum));
        }
        double sum = held.values().stream().mapToDouble(Double::doubleValue).sum();
        double most =
                held.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
        return sum == 0 ? 1 : most * held.size() / sum;
    }

    /** Bytes of all copies that must be made to get from one ring to the other: of the keys that are there now. */
    static long demandedBytes(Ring before, Ring after, LoadedKeys keys, KeyStates states) {
        TreeMap<Long, RingDifference.Change> changes = new TreeMap<>(Long::compareUnsigned);
        RingDifference.between(before, after)
                .changes()
                .forEach(change -> changes.put(change.range().endInclusive(), change));
        long sum = 0;
        for (int key = 0; key < keys.count() && !changes.isEmpty(); key++) {
            if (states.isPresent(key)) {
                long token = keys.key(key).token();
                Map.Entry<Long, RingDifference.Change> found = changes.ceilingEntry(token);
                RingDifference.Change change = (found == null ? changes.firstEntry() : found).getValue();
                if (change.range().contains(token)) {
                    sum += keys.size(key) * change.gains().size();
                }
            }
        }
        return sum;
    }
}
