package io.ordinal.simulator.check;

import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import io.ordinal.simulator.world.Violation;
import java.util.Map;
import java.util.TreeMap;

/** Who leads: one node per range and epoch, and never two that may serve linearizable reads of a range at one time. */
public final class Leaderships {
    private final TreeMap<RangeId, TreeMap<Long, NodeId>> leaders = new TreeMap<>();
    private final TreeMap<RangeId, TreeMap<NodeId, Long>> leases = new TreeMap<>();

    /** A node acts as the leader of an epoch. */
    public void leads(NodeId node, RangeId range, long epoch) {
        NodeId other = leaders.computeIfAbsent(range, any -> new TreeMap<>()).putIfAbsent(epoch, node);
        Violation.unless(
                other == null || other.equals(node),
                () -> node + " and " + other + " both lead " + range + " in epoch " + epoch);
    }

    /** A node may serve linearizable reads of a range until then, in the virtual time that all share. */
    public void mayReadUntil(NodeId node, RangeId range, long untilNanos, long nowNanos) {
        TreeMap<NodeId, Long> ofRange = leases.computeIfAbsent(range, any -> new TreeMap<>());
        ofRange.put(node, untilNanos);
        if (untilNanos <= nowNanos) {
            return;
        }
        for (Map.Entry<NodeId, Long> other : ofRange.entrySet()) {
            Violation.unless(
                    other.getKey().equals(node) || other.getValue() <= nowNanos,
                    () -> node + " and " + other.getKey() + " hold leases of " + range + " at one time, for "
                            + (untilNanos - nowNanos) + " and " + (other.getValue() - nowNanos) + " ns more");
        }
    }

    /** A node serves no linearizable reads of a range any more. */
    public void mayNotRead(NodeId node, RangeId range) {
        leases.getOrDefault(range, new TreeMap<>()).remove(node);
    }

    /** A node is gone, with all that it might have served. */
    public void died(NodeId node) {
        leases.values().forEach(ofRange -> ofRange.remove(node));
    }

    /** How many epochs were led, over all ranges. */
    public int epochs() {
        return leaders.values().stream().mapToInt(TreeMap::size).sum();
    }
}
