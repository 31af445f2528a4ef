package io.ordinal.simulator;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Reshape;
import io.ordinal.simulator.cluster.Cluster;
import io.ordinal.simulator.cluster.SimClient;
import io.ordinal.simulator.cluster.SimNode;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.SimZooKeeper;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What goes wrong just as a range is split or merged. From the beginning of it to its end some ten milliseconds pass, which
 * faults seldom meet by accident, so these wait for the map to name it, and strike within that time.
 */
final class ReshapeFaults {
    private static final long MILLIS = 1_000_000;
    private static final long TRAP_NANOS = 6_000 * MILLIS;

    /** By when a reshape that nothing disturbs is over. */
    private static final long USUAL_MILLIS = 120;

    private final Cluster cluster;
    private final Operator operator;
    private final Chance chance;
    private final Traps strikes = new Traps();
    private final Traps outages = new Traps();
    private final Traps tears = new Traps();
    private final TreeMap<RangeId, Reshape> last = new TreeMap<>();
    private final TreeSet<RangeId> heirs = new TreeSet<>();
    private boolean over;

    /** How often something waits to happen, each time until its time has passed. */
    private final class Traps {
        private final List<Long> untilNanos = new ArrayList<>();

        void set() {
            untilNanos.add(cluster.scheduler().nowNanos() + TRAP_NANOS);
        }

        boolean isSet() {
            untilNanos.removeIf(until -> until < cluster.scheduler().nowNanos());
            return !untilNanos.isEmpty();
        }

        void springs() {
            untilNanos.remove(0);
        }
    }

    ReshapeFaults(Cluster cluster, Operator operator, Chance chance) {
        this.cluster = cluster;
        this.operator = operator;
        this.chance = chance;
        cluster.zookeeper().whenMapIsWritten(this::written);
        cluster.whenAdopted(this::adopted);
    }

    /** Nothing of this happens any more, not even the end of it: whoever ends it mends all that is broken. */
    void end() {
        over = true;
    }

    /** The next range that is to be split or merged is struck by something. */
    void struckByAReshape() {
        operator.movesSomething();
        strikes.set();
    }

    /**
     * One node leaves and comes back again and again, so the same boundaries come and go. Between two turns journals may let
     * go what is in the tables, or tables may not be flushed for several, and the power of nodes fails meanwhile: of most who
     * have just divided what they had, or of one that is writing down that it does.
     */
    void toAndFro() {
        List<NodeId> onRing = cluster.zookeeper().currentMap().stream()
                .flatMap(map -> map.nodes().stream())
                .filter(node -> node.standing().isOnRing())
                .map(node -> node.member().node())
                .toList();
        if (!onRing.isEmpty()) {
            long forMillis = chance.between(6_000, 14_000);
            turn(chance.pick(onRing), cluster.scheduler().nowNanos() + forMillis * MILLIS);
        }
    }

    private void turn(NodeId node, long untilNanos) {
        if (cluster.scheduler().nowNanos() > untilNanos) {
            return;
        }
        if (!cluster.zookeeper().currentMap().filter(ReshapeFaults::isAtRest).isPresent()) {
            later(100, () -> turn(node, untilNanos));
            return;
        }
        if (chance.happens(0.4)) {
            cluster.nodes().forEach(SimNode::endSegment);
        }
        boolean isOnRing = cluster.zookeeper().currentMap().flatMap(map -> map.node(node)).stream()
                .anyMatch(known -> known.standing().isOnRing());
        cluster.command(isOnRing ? new ClusterCommand.Drain(node) : new ClusterCommand.Add(node));
        if (chance.happens(0.6)) {
            SimNode struck = chance.pick(cluster.nodes());
            long then = chance.between(0, 2_000);
            later(then, struck::crash);
            later(then + chance.longTailed(5, 500), struck::start);
        }
        if (chance.happens(0.4)) {
            outages.set();
        }
        for (int i = chance.below(6); i > 0; i--) {
            tears.set();
        }
        later(300, () -> turn(node, untilNanos));
    }

    /** Whether every range is where the ring wants it, and no boundary is too many or too few. */
    private static boolean isAtRest(ClusterMap map) {
        return map.ranges().size() == map.plan().virtualNodes().size()
                && map.ranges().stream().allMatch(RangeAssignment::isSettled);
    }

    private void written(ClusterMap map) {
        if (over) {
            return;
        }
        for (RangeAssignment range : map.ranges()) {
            Reshape now = range.reshape();
            Reshape before = now == null ? last.remove(range.id()) : last.put(range.id(), now);
            if (now != null && before == null && strikes.isSet() && range.leader() != null) {
                strikes.springs();
                strike(range, cluster.node(range.leader()), map);
            }
            if (!range.parents().isEmpty() && heirs.add(range.id()) && outages.isSet()) {
                outages.springs();
                outageOnceDivided(range);
            }
        }
    }

    /**
     * The members of a range have just been told to make it of others. Their journals let go what they can, and before the
     * tables are flushed by themselves the power of most of them fails.
     */
    private void outageOnceDivided(RangeAssignment heir) {
        long full = soon();
        for (Member member : heir.members()) {
            SimNode node = cluster.node(member);
            later(full, node::endSegment);
            if (chance.happens(0.8)) {
                long then = full + soon();
                later(then, node::crash);
                later(then + chance.longTailed(5, 500), node::start);
            }
        }
    }

    /** What a node makes of others is told by several records: its power fails before all are on disk. */
    private void adopted(SimNode node) {
        if (!over && tears.isSet() && chance.happens(0.2)) {
            tears.springs();
            cluster.scheduler().after(1, () -> {
                if (!over) {
                    node.crash();
                }
            });
            later(1 + chance.longTailed(5, 500), node::start);
        }
    }

    private void strike(RangeAssignment range, SimNode leader, ClusterMap map) {
        switch (chance.below(5)) {
            case 0, 1 -> mute(leader);
            case 2 -> outage(range);
            case 3 -> strand(leader);
            default -> later(soon(), cutFromZooKeeper(map.reign().holder()));
        }
    }

    /** What the leader answers is lost, so what it has done before the seal is asked for again behind it. */
    private void mute(SimNode leader) {
        for (SimClient client : cluster.clients()) {
            later(soon() + chance.between(0, 400), cluster.network().cut(leader.name(), client.name()));
            later(chance.between(1, 400), client::breakConnections);
        }
    }

    /** The power of one member, of some or of all fails, at once or one after the other. */
    private void outage(RangeAssignment range) {
        boolean together = chance.happens(0.5);
        long at = soon();
        for (Member member : range.members()) {
            if (chance.happens(0.6)) {
                SimNode node = cluster.node(member);
                long then = together ? at : soon();
                later(then, node::crash);
                later(then + chance.longTailed(5, 3_000), node::start);
            }
        }
    }

    /** The leader is left alone with one of the clients: it must not serve longer than its leases run. */
    private void strand(SimNode leader) {
        List<String> others = new ArrayList<>(List.of(SimZooKeeper.ADDRESS));
        cluster.nodes().stream()
                .filter(node -> node != leader)
                .map(SimNode::name)
                .forEach(others::add);
        SimClient companion = chance.pick(cluster.clients());
        cluster.clients().stream()
                .filter(client -> client != companion)
                .map(SimClient::name)
                .forEach(others::add);
        later(soon(), () -> {
            Runnable mend = cluster.network().cutBetween(List.of(leader.name(), companion.name()), others);
            later(chance.between(300, 3_000), mend);
        });
    }

    private Runnable cutFromZooKeeper(Member member) {
        return () -> {
            String name = cluster.node(member).name();
            Runnable mend = cluster.network().cutBetween(List.of(name), List.of(SimZooKeeper.ADDRESS));
            later(chance.between(300, 3_000), mend);
        };
    }

    private long soon() {
        return chance.between(0, USUAL_MILLIS);
    }

    private void later(long millis, Runnable what) {
        cluster.scheduler().after(millis * MILLIS, () -> {
            if (!over) {
                what.run();
            }
        });
    }
}
