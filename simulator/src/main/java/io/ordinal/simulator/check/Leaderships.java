package io.ordinal.simulator.check;

import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import io.ordinal.simulator.world.Violation;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who leads: one node per range and epoch, never two that may serve linearizable reads of a range at one time, and
 * nobody that may once a majority has promised a higher epoch: it may write something new from then on.
 */
public final class Leaderships {
    private final Invariants.Replicas replicas;
    private final TreeMap<RangeId, TreeMap<Long, NodeId>> leaders = new TreeMap<>();
    private final TreeMap<RangeId, TreeMap<NodeId, Lease>> leases = new TreeMap<>();
    private final TreeMap<RangeId, TreeMap<NodeId, Long>> promises = new TreeMap<>();

    private record Lease(long epoch, long untilNanos) {}

    Leaderships(Invariants.Replicas replicas) {
        this.replicas = replicas;
    }

    /** A node acts as the leader of an epoch. */
    public void leads(NodeId node, RangeId range, long epoch) {
        NodeId other = leaders.computeIfAbsent(range, any -> new TreeMap<>()).putIfAbsent(epoch, node);
        Violation.unless(
                other == null || other.equals(node),
                () -> node + " and " + other + " both lead " + range + " in epoch " + epoch);
    }

    /** A node promises an epoch. */
    public void promised(NodeId node, RangeId range, long epoch, long nowNanos) {
        promises.computeIfAbsent(range, any -> new TreeMap<>()).merge(node, epoch, Math::max);
        leases.getOrDefault(range, new TreeMap<>())
                .forEach((holder, lease) -> isUnchallenged(range, holder, lease, nowNanos));
    }

    /** A node may serve linearizable reads of a range until then, in the virtual time that all share. */
    public void mayReadUntil(NodeId node, RangeId range, long epoch, long untilNanos, long nowNanos) {
        TreeMap<NodeId, Lease> ofRange = leases.computeIfAbsent(range, any -> new TreeMap<>());
        Lease lease = new Lease(epoch, untilNanos);
        ofRange.put(node, lease);
        if (untilNanos <= nowNanos) {
            return;
        }
        for (Map.Entry<NodeId, Lease> other : ofRange.entrySet()) {
            Violation.unless(
                    other.getKey().equals(node) || other.getValue().untilNanos() <= nowNanos,
                    () -> node + " and " + other.getKey() + " hold leases of " + range + " at one time, for "
                            + (untilNanos - nowNanos) + " and "
                            + (other.getValue().untilNanos() - nowNanos) + " ns more");
        }
        isUnchallenged(range, node, lease, nowNanos);
    }

    /** A node serves no linearizable reads of a range any more. */
    public void mayNotRead(NodeId node, RangeId range) {
        leases.getOrDefault(range, new TreeMap<>()).remove(node);
    }

    /** A node is gone, with all that it might have served; which of its promises were on its disk is not known here. */
    public void died(NodeId node) {
        leases.values().forEach(ofRange -> ofRange.remove(node));
        promises.values().forEach(ofRange -> ofRange.remove(node));
    }

    /** How many epochs were led, over all ranges. */
    public int epochs() {
        return leaders.values().stream().mapToInt(TreeMap::size).sum();
    }

    private void isUnchallenged(RangeId range, NodeId holder, Lease lease, long nowNanos) {
        if (lease.untilNanos() <= nowNanos) {
            return;
        }
        TreeMap<NodeId, Long> ofRange = promises.getOrDefault(range, new TreeMap<>());
        boolean isChallenged =
                replicas.isMajority(range, member -> ofRange.getOrDefault(member.node(), 0L) > lease.epoch());
        Violation.unless(
                !isChallenged,
                () -> holder + " may read " + range + " in epoch " + lease.epoch() + " for "
                        + (lease.untilNanos() - nowNanos) + " ns more, though a majority has promised more: "
                        + ofRange);
    }
}
