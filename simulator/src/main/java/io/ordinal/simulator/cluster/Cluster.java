package io.ordinal.simulator.cluster;

import io.ordinal.client.ClientEvent;
import io.ordinal.node.NodeEvent;
import io.ordinal.node.NodeLimits;
import io.ordinal.protocol.CopyPage;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.Position;
import io.ordinal.ring.Address;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.simulator.check.Invariants;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.Network;
import io.ordinal.simulator.world.Scheduler;
import io.ordinal.simulator.world.SimZooKeeper;
import io.ordinal.simulator.world.Trace;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The machines, the clients and the world between them. */
public final class Cluster {
    /** By how much a clock may be off. Two of them differ by less than the bound that the cores are told. */
    static final long CLOCK_RATE_BOUND_PPM = 4_000;

    private static final long MILLIS = 1_000_000;

    private final Scheduler scheduler = new Scheduler();
    private final Trace trace;
    private final Chance chance;
    private final Network network;
    private final SimZooKeeper zookeeper;
    private final Invariants invariants;
    private final Interference interference;
    private final Map<NodeId, SimNode> nodes = new TreeMap<>();
    private final List<SimClient> clients = new ArrayList<>();
    private final int initialNodes;
    private final NodeLimits limits;
    private final int journalSegments;
    private long links;
    private int copiesGiven;

    /**
     * @param journalSegments how many segments a node's journal keeps at most
     * @param out where each event is printed; null for nowhere
     */
    public Cluster(
            Chance chance,
            int nodeCount,
            int clientCount,
            NodeLimits limits,
            int journalSegments,
            Interference interference,
            @Nullable PrintStream out) {
        this.limits = limits;
        this.journalSegments = journalSegments;
        this.chance = chance;
        this.interference = interference;
        this.initialNodes = nodeCount;
        trace = new Trace(scheduler, out);
        network = new Network(scheduler, chance.fork("network"));
        zookeeper = new SimZooKeeper(scheduler, trace);
        invariants = new Invariants(this::majorityHoldsDurably);
        List<Address> seeds = new ArrayList<>();
        for (int i = 1; i <= nodeCount; i++) {
            SimNode node = new SimNode(this, i, chance.fork("n" + i));
            nodes.put(node.id(), node);
            seeds.add(node.address());
        }
        for (int i = 1; i <= clientCount; i++) {
            clients.add(new SimClient(this, "c" + i, seeds, chance.fork("c" + i)));
        }
    }

    public Scheduler scheduler() {
        return scheduler;
    }

    public Trace trace() {
        return trace;
    }

    public Network network() {
        return network;
    }

    public SimZooKeeper zookeeper() {
        return zookeeper;
    }

    public Invariants invariants() {
        return invariants;
    }

    /** The machines, by node id. */
    public List<SimNode> nodes() {
        return List.copyOf(nodes.values());
    }

    public List<SimClient> clients() {
        return List.copyOf(clients);
    }

    /** The members of a range as the map in ZooKeeper names them. */
    public Optional<RangeAssignment> assignment(RangeId range) {
        return zookeeper.currentMap().stream()
                .map(ClusterMap::ranges)
                .flatMap(List::stream)
                .filter(assignment -> assignment.id().equals(range))
                .findFirst();
    }

    /** The machine of a member. */
    public SimNode node(Member member) {
        SimNode node = nodes.get(member.node());
        if (node == null) {
            throw new IllegalArgumentException("there is no node " + member);
        }
        return node;
    }

    /** How many copies of ranges were given to their end. */
    public int copiesGiven() {
        return copiesGiven;
    }

    NodeLimits limits() {
        return limits;
    }

    int journalSegments() {
        return journalSegments;
    }

    int initialNodes() {
        return initialNodes;
    }

    Interference interference() {
        return interference;
    }

    void send(NodeId from, NodeId to, Message message) {
        SimNode target = nodes.get(to);
        if (message instanceof CopyPage page && page.next() == null) {
            copiesGiven++;
        }
        Message sent = interference.sent(from, to, message);
        if (target != null) {
            network.send(from.name(), to.name(), () -> target.receive(from, sent));
        }
    }

    ClientLink openLink(String client, Address address, Consumer<ClientEvent> heard) {
        for (SimNode node : nodes.values()) {
            if (node.address().equals(address)) {
                return new ClientLink(++links, node, network.connect(client, node.name()), heard);
            }
        }
        throw new IllegalArgumentException("nobody has the address " + address);
    }

    /** The new process at {@code node} and all others that run connect to each other. */
    void connectPeers(SimNode node) {
        for (SimNode other : nodes.values()) {
            if (other != node) {
                tellLater(node, other, new NodeEvent.PeerConnected(other.id()));
                tellLater(other, node, new NodeEvent.PeerConnected(node.id()));
            }
        }
    }

    /** The process at {@code node} is gone: those that can hear it learn that their connections broke. */
    void losePeer(SimNode node) {
        for (SimNode other : nodes.values()) {
            if (other != node && !network.isCut(node.name(), other.name())) {
                NodeProcess process = other.process();
                if (process != null) {
                    process.life()
                            .after(network.latencyNanos(), () -> process.offer(new NodeEvent.PeerLost(node.id())));
                }
            }
        }
    }

    private void tellLater(SimNode node, SimNode about, NodeEvent event) {
        NodeProcess process = node.process();
        if (process != null) {
            process.life().after(chance.between(1, 20) * MILLIS, () -> {
                if (about.isUp() && !network.isCut(about.name(), node.name())) {
                    process.offer(event);
                }
            });
        }
    }

    private boolean majorityHoldsDurably(RangeId range, Position position) {
        return assignment(range)
                .map(assignment -> {
                    long holders = assignment.members().stream()
                            .map(this::node)
                            .map(SimNode::journal)
                            .filter(journal ->
                                    journal.holdsDurably(range, position) || journal.heldBeforeLoss(range, position))
                            .count();
                    return holders > assignment.members().size() / 2;
                })
                .orElse(false);
    }
}
