package io.ordinal.simulator;

import io.ordinal.protocol.Heartbeat;
import io.ordinal.protocol.HeartbeatAck;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.Promised;
import io.ordinal.protocol.ReleaseLease;
import io.ordinal.protocol.Replicate;
import io.ordinal.protocol.ReplicateAck;
import io.ordinal.protocol.StaleEpoch;
import io.ordinal.simulator.cluster.Cluster;
import io.ordinal.simulator.cluster.SimClient;
import io.ordinal.simulator.cluster.SimNode;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.SimZooKeeper;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Who cannot reach whom for a while, and who only slowly. Each ends by itself. */
final class NetworkFaults {
    private static final long MILLIS = 1_000_000;

    /** Each by itself may be what keeps a promise: an answer, a record that ends what came before it, a word of warning. */
    private static final List<Predicate<Message>> KINDS = List.of(
            message -> message instanceof Replicate replicate && opensAnEpoch(replicate),
            Replicate.class::isInstance,
            ReplicateAck.class::isInstance,
            Promised.class::isInstance,
            Heartbeat.class::isInstance,
            HeartbeatAck.class::isInstance,
            StaleEpoch.class::isInstance,
            ReleaseLease.class::isInstance);

    private final Cluster cluster;
    private final Chance chance;

    NetworkFaults(Cluster cluster, Chance chance) {
        this.cluster = cluster;
        this.chance = chance;
    }

    /** Some nodes on one side, all others on the other; ZooKeeper and each client is on either side, or on both. */
    void partition() {
        List<String> side = new ArrayList<>();
        List<String> other = new ArrayList<>();
        int most = chance.happens(0.6) ? 1 : cluster.nodes().size() / 2;
        for (SimNode node : shuffled()) {
            (side.size() < most ? side : other).add(node.name());
        }
        for (SimClient client : cluster.clients()) {
            if (chance.happens(0.4)) {
                (chance.happens(0.5) ? side : other).add(client.name());
            }
        }
        healLater(cluster.network().cutBetween(side, other));
        if (chance.happens(0.5)) {
            healLater(cluster.network().cutBetween(side, List.of(SimZooKeeper.ADDRESS)));
        }
    }

    /**
     * One node, alone or with others, is cut off from the rest, from all of it or from some; each client stays with it,
     * or with the rest, or reaches both. Long enough for somebody else to take over what it does, while it still believes
     * that it does it. Sometimes all that it is cut off from restarts at once, as after a power cut in a rack.
     */
    void island(SimNode castaway) {
        List<String> island = new ArrayList<>(List.of(castaway.name()));
        List<SimNode> mainland = new ArrayList<>();
        double withIt = chance.happens(0.6) ? 0 : 0.4;
        double between = chance.happens(0.6) ? 0 : 0.4;
        for (SimNode node : shuffled()) {
            if (node == castaway) {
                continue;
            }
            if (mainland.isEmpty() || !chance.happens(withIt + between)) {
                mainland.add(node);
            } else if (chance.happens(withIt / (withIt + between))) {
                island.add(node.name());
            }
        }
        List<String> there =
                new ArrayList<>(mainland.stream().map(SimNode::name).toList());
        for (SimClient client : cluster.clients()) {
            switch (chance.below(3)) {
                case 0 -> island.add(client.name());
                case 1 -> there.add(client.name());
                default -> {}
            }
        }
        if (chance.happens(0.4)) {
            there.add(SimZooKeeper.ADDRESS);
        }
        cutForLong(island, there);
        if (chance.happens(0.15)) {
            for (SimNode node : mainland) {
                node.crash();
                cluster.scheduler().after(chance.between(5, 150) * MILLIS, node::start);
            }
        }
    }

    /**
     * A leader and one client are cut off from everybody and everything but the sequencer, if that is another node: they
     * have numbers, and hear of nothing new.
     *
     * @param substitute in the place of a leader, if there is none
     */
    void stranded(SimNode substitute) {
        SimNode castaway = cluster.leaders().isEmpty() ? substitute : chance.pick(cluster.leaders());
        SimClient stays = chance.pick(cluster.clients());
        List<String> there = new ArrayList<>(List.of(SimZooKeeper.ADDRESS));
        for (SimNode node : cluster.nodes()) {
            if (node != castaway && cluster.sequencer().filter(node::equals).isEmpty()) {
                there.add(node.name());
            }
        }
        cluster.clients().stream().filter(client -> client != stays).forEach(client -> there.add(client.name()));
        cutForLong(List.of(castaway.name(), stays.name()), there);
    }

    private void cutForLong(List<String> these, List<String> those) {
        cluster.scheduler()
                .after(chance.between(300, 3_000) * MILLIS, cluster.network().cutBetween(these, those));
    }

    void oneWayCut(SimNode from) {
        healLater(
                cluster.network().cut(from.name(), chance.pick(cluster.nodes()).name()));
    }

    /** Two groups that cannot talk to each other, and one node between them that can with both. */
    void bridge(SimNode between) {
        List<String> one = new ArrayList<>();
        List<String> other = new ArrayList<>();
        for (SimNode node : shuffled()) {
            if (node != between) {
                (one.size() <= other.size() ? one : other).add(node.name());
            }
        }
        healLater(cluster.network().cutBetween(one, other));
    }

    void cutFromZooKeeper(SimNode victim) {
        if (chance.happens(0.7)) {
            healLater(cluster.network().cut(victim.name(), SimZooKeeper.ADDRESS));
        }
        healLater(cluster.network().cut(SimZooKeeper.ADDRESS, victim.name()));
    }

    /** All that goes one way between a node and another process is under way for long: its answers, or what it is asked. */
    void slowPath(SimNode node) {
        String other = chance.happens(0.3) ? SimZooKeeper.ADDRESS : chance.pick(processesBut(node));
        long extraNanos = chance.longTailed(120 * MILLIS, 2_000 * MILLIS);
        healLater(
                chance.happens(0.6)
                        ? cluster.network().slow(node.name(), other, extraNanos)
                        : cluster.network().slow(other, node.name(), extraNanos));
    }

    /**
     * The port of a node goes bad: of the other processes it loses some, some noticeably so, and is slow to others, in
     * one direction or both.
     */
    void badPort(SimNode victim) {
        List<Runnable> ends = new ArrayList<>();
        long forNanos = chance.between(300, 2_000) * MILLIS;
        for (SimNode peer : cluster.nodes()) {
            if (peer != victim && chance.happens(0.3)) {
                cluster.breakConnection(victim, peer, forNanos);
            }
        }
        List<String> others = new ArrayList<>(processesBut(victim));
        others.add(SimZooKeeper.ADDRESS);
        for (String other : others) {
            boolean isLost = chance.happens(other.equals(SimZooKeeper.ADDRESS) ? 0.5 : 0.1);
            if (isLost) {
                ends.add(cluster.network().cutBetween(List.of(victim.name()), List.of(other)));
            } else if (chance.happens(0.5)) {
                long extraNanos = chance.between(5, 110) * MILLIS;
                ends.add(cluster.network().slow(victim.name(), other, extraNanos));
                if (chance.happens(0.5)) {
                    ends.add(cluster.network().slow(other, victim.name(), extraNanos));
                }
            }
        }
        cluster.scheduler().after(forNanos, () -> ends.forEach(Runnable::run));
    }

    /** A connection to a peer breaks, and stands again soon. */
    void connectionBreaks(SimNode victim) {
        SimNode peer = chance.pick(cluster.nodes());
        if (peer != victim) {
            breakForAWhile(victim, peer);
        }
    }

    /** All that a node is connected to believe it gone for a moment, as when a router is restarted. */
    void allConnectionsBreak(SimNode victim) {
        cluster.nodes().stream().filter(peer -> peer != victim).forEach(peer -> breakForAWhile(victim, peer));
    }

    private void breakForAWhile(SimNode one, SimNode other) {
        cluster.breakConnection(one, other, chance.longTailed(30 * MILLIS, 1_000 * MILLIS));
    }

    /** One kind of message is lost, whoever sends it, as if somebody chose it with care. */
    void oneKindLost() {
        Runnable end = cluster.lose(chance.pick(KINDS));
        cluster.scheduler().after(chance.longTailed(700 * MILLIS, 4_000 * MILLIS), end);
    }

    private static boolean opensAnEpoch(Replicate message) {
        return message.records().stream().anyMatch(record -> record.payload() instanceof LogRecord.Open);
    }

    private List<String> processesBut(SimNode node) {
        return Stream.concat(
                        cluster.nodes().stream().filter(other -> other != node).map(SimNode::name),
                        cluster.clients().stream().map(SimClient::name))
                .toList();
    }

    private List<SimNode> shuffled() {
        List<SimNode> nodes = new ArrayList<>(cluster.nodes());
        for (int i = nodes.size() - 1; i > 0; i--) {
            nodes.set(i, nodes.set(chance.below(i + 1), nodes.get(i)));
        }
        return nodes;
    }

    private void healLater(Runnable end) {
        cluster.scheduler().after(chance.longTailed(800 * MILLIS, 6_000 * MILLIS), end);
    }
}
