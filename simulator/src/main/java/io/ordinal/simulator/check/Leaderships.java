package io.ordinal.simulator.check;

import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import io.ordinal.simulator.world.Violation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who leads: one node per range and epoch, never two that may serve linearizable reads of a range at one time, and
 * nobody that may once a higher epoch is led: something new may be written there from then on. The same goes for a range and
 * those that were made of it.
 */
public final class Leaderships {
    private final TreeMap<RangeId, TreeMap<Long, NodeId>> leaders = new TreeMap<>();
    private final TreeMap<RangeId, TreeMap<NodeId, Lease>> leases = new TreeMap<>();

    private final TreeMap<RangeId, TreeSet<RangeId>> parents = new TreeMap<>();

    private record Lease(long epoch, long untilNanos) {}

    /** A range was made of others. */
    void born(RangeId range, List<RangeId> of) {
        parents.computeIfAbsent(range, any -> new TreeSet<>()).addAll(of);
    }

    /** A node acts as the leader of an epoch. */
    public void leads(NodeId node, RangeId range, long epoch, long nowNanos) {
        TreeMap<Long, NodeId> ofRange = leaders.computeIfAbsent(range, any -> new TreeMap<>());
        NodeId other = ofRange.putIfAbsent(epoch, node);
        Violation.unless(
                other == null || other.equals(node),
                () -> node + " and " + other + " both lead " + range + " in epoch " + epoch);
        if (other == null) {
            leases.getOrDefault(range, new TreeMap<>())
                    .forEach((holder, lease) -> isUnchallenged(range, holder, lease, nowNanos));
            for (RangeId parent : parents.getOrDefault(range, new TreeSet<>())) {
                leases.getOrDefault(parent, new TreeMap<>())
                        .forEach((holder, lease) -> hasNoHeir(parent, holder, lease, nowNanos));
            }
        }
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
        hasNoHeir(range, node, lease, nowNanos);
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

    private void isUnchallenged(RangeId range, NodeId holder, Lease lease, long nowNanos) {
        if (lease.untilNanos() <= nowNanos) {
            return;
        }
        TreeMap<Long, NodeId> higher =
                new TreeMap<>(leaders.getOrDefault(range, new TreeMap<>()).tailMap(lease.epoch(), false));
        Violation.unless(
                higher.isEmpty(),
                () -> holder + " may read " + range + " in epoch " + lease.epoch() + " for "
                        + (lease.untilNanos() - nowNanos) + " ns more, though higher ones are led: " + higher);
    }

    private void hasNoHeir(RangeId range, NodeId holder, Lease lease, long nowNanos) {
        if (lease.untilNanos() <= nowNanos) {
            return;
        }
        parents.forEach((heir, of) -> {
            if (of.contains(range)) {
                TreeMap<Long, NodeId> led = new TreeMap<>(leaders.getOrDefault(heir, new TreeMap<>()));
                led.values().removeIf(holder::equals);
                Violation.unless(
                        led.isEmpty(),
                        () -> holder + " may read " + range + " for " + (lease.untilNanos() - nowNanos)
                                + " ns more, though others lead " + heir + ", which was made of it: " + led);
            }
        });
    }
}
