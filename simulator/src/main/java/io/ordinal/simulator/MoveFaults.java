package io.ordinal.simulator;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.Move;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.simulator.cluster.Cluster;
import io.ordinal.simulator.cluster.SimClient;
import io.ordinal.simulator.cluster.SimNode;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.SimZooKeeper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What goes wrong just as a replica moves. By accident a fault seldom meets the moment in which the members of a range
 * change, so these wait for it: each sets a trap that springs when the map says that it has come.
 */
final class MoveFaults {
    private static final long MILLIS = 1_000_000;
    private static final long TRAP_NANOS = 6_000 * MILLIS;
    private static final long COMMAND_PAUSE_NANOS = 250 * MILLIS;

    private final Cluster cluster;
    private final Operator operator;
    private final Chance chance;
    private final List<Trap> traps = new ArrayList<>();
    private final TreeMap<RangeId, Long> begunNanos = new TreeMap<>();
    private final TreeMap<RangeId, RangeAssignment> last = new TreeMap<>();
    private boolean over;

    MoveFaults(Cluster cluster, Operator operator, Chance chance) {
        this.cluster = cluster;
        this.operator = operator;
        this.chance = chance;
        cluster.zookeeper().currentMap().ifPresent(this::written);
        cluster.zookeeper().whenMapIsWritten(this::written);
    }

    /** Waits for a step of a move. */
    private interface Step {
        /** Whether this is what was waited for; if so, it has had its consequences. */
        boolean springs(RangeAssignment before, RangeAssignment now);
    }

    /** What waits for a step, and until when. It springs once. */
    private record Trap(Step step, long untilNanos) {}

    /** Nothing of this happens any more, not even the end of it: whoever ends it mends all that is broken. */
    void end() {
        over = true;
        traps.clear();
    }

    /**
     * The next time that a move is committed, a majority of the old members that has no part in a majority of the new ones
     * is cut off at once: who leads, who leaves, and whoever else that takes. They hear of nothing, and believe that they
     * still are the range; the others have the new map.
     */
    void partedByAMove() {
        operator.movesSomething();
        trap((before, now) -> {
            Optional<Member> leader = before.leaderIfAny();
            if (!before.previous().isEmpty() || now.previous().isEmpty() || leader.isEmpty()) {
                return false;
            }
            cutOff(oldMajority(leader.get(), now), now, chance.between(1_000, 4_000));
            return true;
        });
    }

    private List<SimNode> oldMajority(Member leader, RangeAssignment now) {
        List<Member> rather = new ArrayList<>(now.previous());
        rather.removeAll(now.members());
        rather.addAll(shuffled(now.previous()));
        TreeSet<NodeId> apart = new TreeSet<>(List.of(leader.node()));
        for (Member member : rather) {
            if (apart.size() <= now.previous().size() / 2) {
                apart.add(member.node());
            }
        }
        return cluster.nodes().stream()
                .filter(node -> apart.contains(node.id()))
                .toList();
    }

    /**
     * The next time that a move is over, the new member gets to be one of the two that are up to date, and is then started
     * again beside a ZooKeeper server that has heard of nothing since before the move: one of the others is cut off, and
     * when it is back, the power of the leader and of the new member fails, and the leader's is away for longer.
     */
    void olderMap() {
        operator.movesSomething();
        trap((before, now) -> {
            Optional<Member> leader = now.leaderIfAny();
            Optional<Member> gained = now.members().stream()
                    .filter(member -> !before.previous().contains(member))
                    .findFirst();
            Long begun = begunNanos.get(now.id());
            boolean isOver = !before.previous().isEmpty() && now.previous().isEmpty();
            if (!isOver || leader.isEmpty() || gained.isEmpty() || leader.equals(gained) || begun == null) {
                return false;
            }
            List<SimNode> others = cluster.nodes().stream()
                    .filter(node -> now.concerns(node.member())
                            && !node.member().equals(leader.get())
                            && !node.member().equals(gained.get()))
                    .toList();
            long untilOutage = chance.between(80, 700);
            cutOff(others, now, untilOutage);
            later(untilOutage, () -> outage(cluster.node(leader.get()), cluster.node(gained.get()), begun));
            return true;
        });
    }

    private void outage(SimNode leader, SimNode gained, long begun) {
        leader.crash();
        gained.crash();
        Runnable upToDate = cluster.zookeeper().lag(gained.name(), begun - 1);
        long away = chance.between(5, 100);
        later(away, gained::start);
        later(away + chance.between(50, 600), upToDate);
        later(chance.between(1_500, 4_000), leader::start);
    }

    /**
     * A leader is cut off from everybody. Its successor is there, and one of the members goes away and comes back by way of
     * the ring; when a range comes back to it, the leader of old is the first whom it hears, and for a while the only one.
     */
    void thereAndBack() {
        List<SimNode> leaders = cluster.leaders();
        Optional<ClusterMap> map = cluster.zookeeper().currentMap();
        if (leaders.isEmpty() || map.isEmpty()) {
            return;
        }
        SimNode castaway = chance.pick(leaders);
        List<RangeAssignment> led = map.get().ranges().stream()
                .filter(range -> castaway.member().equals(range.leader())
                        && range.members().size() > 2)
                .toList();
        if (led.isEmpty()) {
            return;
        }
        RangeAssignment one = chance.pick(led);
        Member traveller = chance.pick(one.members().stream()
                .filter(member -> !member.node().equals(castaway.id()))
                .toList());
        long forMillis = chance.between(5_000, 9_000);
        SimNode guest = cluster.node(traveller);
        Runnable mend = once(cluster.network().cutBetween(List.of(castaway.name()), List.of(guest.name())));
        later(forMillis, mend);
        cutOff(List.of(castaway), one, forMillis, guest);
        long until = cluster.scheduler().nowNanos() + forMillis * MILLIS;
        drain(traveller, one.id(), until);
        traps.add(new Trap(
                (before, now) -> {
                    boolean isBack = now.moveIfAny()
                            .map(Move::target)
                            .filter(traveller::equals)
                            .isPresent();
                    boolean wasLed = led.stream().anyMatch(range -> range.id().equals(now.id()));
                    if (!isBack || !wasLed || !now.concerns(castaway.member())) {
                        return false;
                    }
                    mend.run();
                    astray(guest, castaway);
                    return true;
                },
                until));
    }

    /** Orders get lost while nobody is in office: they are given again until they are carried out. */
    private void drain(Member traveller, RangeId range, long untilNanos) {
        if (over || cluster.scheduler().nowNanos() > untilNanos) {
            return;
        }
        boolean hasLeft = cluster.assignment(range)
                .filter(now -> !now.concerns(traveller))
                .isPresent();
        if (hasLeft) {
            addBack(traveller, untilNanos);
        } else {
            cluster.command(new ClusterCommand.Drain(traveller.node()));
            cluster.scheduler().after(COMMAND_PAUSE_NANOS, () -> drain(traveller, range, untilNanos));
        }
    }

    private void addBack(Member traveller, long untilNanos) {
        boolean isBack = cluster.zookeeper().currentMap().stream()
                .flatMap(map -> map.nodes().stream())
                .anyMatch(node ->
                        node.member().equals(traveller) && node.standing().isOnRing());
        if (!over && !isBack && cluster.scheduler().nowNanos() < untilNanos) {
            cluster.scheduler().after(COMMAND_PAUSE_NANOS, () -> {
                cluster.command(new ClusterCommand.Add(traveller.node()));
                addBack(traveller, untilNanos);
            });
        }
    }

    /** For a while a node reaches nobody of its kind but one. */
    private void astray(SimNode node, SimNode one) {
        List<String> others = cluster.nodes().stream()
                .filter(other -> other != node && other != one)
                .map(SimNode::name)
                .toList();
        later(chance.between(600, 2_000), cluster.network().cutBetween(List.of(node.name()), others));
    }

    /**
     * Cuts some nodes off from all others, from ZooKeeper and from some of the clients; not from the sequencer, if that is
     * another node which has no part in the range: they have numbers, then.
     */
    private void cutOff(List<SimNode> island, RangeAssignment range, long forMillis, SimNode... butFrom) {
        List<String> these = new ArrayList<>(island.stream().map(SimNode::name).toList());
        List<String> those = new ArrayList<>(List.of(SimZooKeeper.ADDRESS));
        List<SimNode> spared = List.of(butFrom);
        for (SimNode node : cluster.nodes()) {
            boolean givesNumbers =
                    cluster.sequencer().filter(node::equals).isPresent() && !range.concerns(node.member());
            if (!island.contains(node) && !givesNumbers && !spared.contains(node)) {
                those.add(node.name());
            }
        }
        for (SimClient client : cluster.clients()) {
            switch (chance.below(3)) {
                case 0 -> these.add(client.name());
                case 1 -> those.add(client.name());
                default -> {}
            }
        }
        later(forMillis, cluster.network().cutBetween(these, those));
    }

    private void trap(Step step) {
        traps.add(new Trap(step, cluster.scheduler().nowNanos() + TRAP_NANOS));
    }

    private void written(ClusterMap map) {
        long nowNanos = cluster.scheduler().nowNanos();
        traps.removeIf(trap -> trap.untilNanos() < nowNanos);
        for (RangeAssignment now : map.ranges()) {
            RangeAssignment was = last.getOrDefault(now.id(), now);
            last.put(now.id(), now);
            if (was.move() == null && now.move() != null) {
                begunNanos.put(now.id(), nowNanos);
            }
            if (!was.equals(now)) {
                traps.stream()
                        .filter(trap -> trap.step().springs(was, now))
                        .findFirst()
                        .ifPresent(traps::remove);
            }
        }
    }

    private void later(long millis, Runnable what) {
        cluster.scheduler().after(millis * MILLIS, () -> {
            if (!over) {
                what.run();
            }
        });
    }

    private static Runnable once(Runnable what) {
        List<Runnable> left = new ArrayList<>(List.of(what));
        return () -> {
            left.forEach(Runnable::run);
            left.clear();
        };
    }

    private List<Member> shuffled(List<Member> members) {
        List<Member> all = new ArrayList<>(members);
        for (int i = all.size() - 1; i > 0; i--) {
            all.set(i, all.set(chance.below(i + 1), all.get(i)));
        }
        return all;
    }
}
