package io.ordinal.simulator.cluster;

import io.ordinal.node.JournalRecord;
import io.ordinal.node.NodeEvent;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.GrantRequest;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.SequencerMessage;
import io.ordinal.rebalancer.RebalancerEvent;
import io.ordinal.ring.Address;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.simulator.check.Invariants;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.Network;
import io.ordinal.simulator.world.RarePaths;
import io.ordinal.simulator.world.Scheduler;
import io.ordinal.simulator.world.SimZooKeeper;
import io.ordinal.simulator.world.Trace;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The machines, the clients and the world between them. */
public final class Cluster {
    /** By how much a clock may be off. Two of them differ by less than the bound that the cores are told. */
    static final long CLOCK_RATE_BOUND_PPM = 4_950;

    private static final long MICROS = 1_000;
    private static final long MILLIS = 1_000_000;
    private static final long RECONNECT_MILLIS = 100;

    private final Scheduler scheduler = new Scheduler();
    private final Trace trace;
    private final Chance chance;
    private final Network network;
    private final SimZooKeeper zookeeper;
    private final Invariants invariants;
    private final Interference interference;
    private final RarePaths rarePaths = new RarePaths();
    private final Map<NodeId, SimNode> nodes = new TreeMap<>();
    private final List<SimNode> spares = new ArrayList<>();
    private final List<BiConsumer<SimNode, JournalRecord.Promise>> promiseOnlookers = new ArrayList<>();
    private final List<Consumer<SimNode>> adoptionOnlookers = new ArrayList<>();
    private final List<SimClient> clients = new ArrayList<>();
    private final Plan plan;
    private final List<Predicate<Message>> lost = new ArrayList<>();
    private int lostDisks;
    private long links;

    /** @param out where each event is printed; null for nowhere */
    public Cluster(Chance chance, Plan plan, Interference interference, @Nullable PrintStream out) {
        this.chance = chance;
        this.interference = interference;
        this.plan = plan;
        trace = new Trace(scheduler, out);
        network = new Network(scheduler, chance.fork("network"));
        zookeeper = new SimZooKeeper(scheduler, trace, rarePaths);
        invariants = new Invariants(new ReplicasOfTheMap());
        List<Address> seeds = new ArrayList<>();
        for (int i = 1; i <= plan.nodes() + plan.spares(); i++) {
            SimNode node = new SimNode(this, i, chance.fork("n" + i));
            nodes.put(node.id(), node);
            if (i <= plan.nodes()) {
                seeds.add(node.address());
            } else {
                spares.add(node);
            }
        }
        for (int i = 1; i <= plan.clients(); i++) {
            clients.add(new SimClient(this, "c" + i, seeds, chance.fork("c" + i)));
        }
        if (plan.ranges() > 0) {
            List<Member> members = nodes.values().stream()
                    .filter(node -> !spares.contains(node))
                    .map(SimNode::member)
                    .toList();
            zookeeper.begin(GivenMap.of(NodeProcess.CLUSTER, members, plan, chance.fork("map")));
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

    /** The machines, by node id; those that have not joined yet are not among them. */
    public List<SimNode> nodes() {
        return nodes.values().stream().filter(node -> !spares.contains(node)).toList();
    }

    /** A machine that was there for nothing starts a node, which nobody has heard of. */
    public boolean join() {
        if (spares.isEmpty()) {
            return false;
        }
        SimNode node = spares.remove(0);
        trace.add(node.name(), "joins");
        node.start();
        return true;
    }

    /** An operator tells every node what to do, since only the rebalancer takes it. */
    public void command(ClusterCommand command) {
        trace.add("operator", command.toString());
        for (SimNode node : nodes.values()) {
            tell(node, new RebalancerEvent.Commanded(0, command));
        }
    }

    public List<SimClient> clients() {
        return List.copyOf(clients);
    }

    /** {@code onlooker} is told of every promise as it is given to a journal, before that is forced. */
    public void whenPromised(BiConsumer<SimNode, JournalRecord.Promise> onlooker) {
        promiseOnlookers.add(onlooker);
    }

    /** {@code onlooker} is told of everybody who makes a range of others, before the journal that says so is forced. */
    public void whenAdopted(Consumer<SimNode> onlooker) {
        adoptionOnlookers.add(onlooker);
    }

    void appended(SimNode node, JournalRecord record) {
        if (record instanceof JournalRecord.Promise promise) {
            promiseOnlookers.forEach(onlooker -> onlooker.accept(node, promise));
        } else if (record instanceof JournalRecord.Adopted) {
            adoptionOnlookers.forEach(onlooker -> onlooker.accept(node));
        }
    }

    /** What nodes send to others is lost, if it is of this kind, until the result is run. */
    public Runnable lose(Predicate<Message> kind) {
        lost.add(kind);
        return () -> lost.remove(kind);
    }

    /** Whatever was being lost gets through again. */
    public void loseNothing() {
        lost.clear();
    }

    /** A client that stands beside a node and reaches it whatever the network does. */
    public DirectClient clientBeside(SimNode node) {
        return new DirectClient(this, node.name(), node);
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

    /** The machines that lead ranges by the map in ZooKeeper: one that leads several is there as often. */
    public List<SimNode> leaders() {
        return zookeeper.currentMap().stream()
                .flatMap(map -> map.ranges().stream())
                .flatMap(range -> range.leaderIfAny().stream())
                .map(this::node)
                .toList();
    }

    /** The machine of the sequencer by its record in ZooKeeper. */
    public Optional<SimNode> sequencer() {
        return zookeeper.currentSequencer().map(record -> node(record.holder()));
    }

    public Plan plan() {
        return plan;
    }

    public RarePaths rarePaths() {
        return rarePaths;
    }

    /**
     * Whether one more disk may lose something: no range has fewer others than it needs, and whoever lost something before
     * was brought level since.
     */
    public boolean hasDiskToLose() {
        long suspects = nodes.values().stream().filter(SimNode::isSuspect).count();
        return lostDisks + suspects < plan.losableDisks();
    }

    /** Whether one more disk may be lost for good; if so, it is counted as lost. */
    public boolean mayLoseDisk() {
        if (!hasDiskToLose()) {
            return false;
        }
        lostDisks++;
        return true;
    }

    Interference interference() {
        return interference;
    }

    void send(Member from, NodeId to, Message message) {
        SimNode target = nodes.get(to);
        Message sent = interference.sent(from.node(), to, message);
        boolean isAboutNumbers = message instanceof GrantRequest || message instanceof SequencerMessage;
        if (!from.node().equals(to) && lost.stream().anyMatch(kind -> kind.test(message))) {
            return;
        }
        if (target != null && isAboutNumbers && plan.numbersAlwaysCome()) {
            scheduler.after(chance.between(100, 1_000) * MICROS, () -> target.receive(from, sent));
        } else if (target != null) {
            network.send(from.node().name(), to.name(), () -> target.receive(from, sent));
        }
    }

    ClientLink openLink(String client, Address address) {
        for (SimNode node : nodes.values()) {
            if (node.address().equals(address)) {
                return new ClientLink(++links, node, network.connect(client, node.name()));
            }
        }
        throw new IllegalArgumentException("nobody has the address " + address);
    }

    /** The new process at {@code node} and all others that run connect to each other. */
    void connectPeers(SimNode node) {
        for (SimNode other : nodes.values()) {
            if (other != node) {
                connectLater(node, other);
                connectLater(other, node);
            }
        }
    }

    /** The process at {@code node} is gone: those that can hear it learn that their connections broke. */
    void losePeer(SimNode node) {
        for (SimNode other : nodes.values()) {
            if (other != node && !network.isCut(node.name(), other.name())) {
                tell(other, new NodeEvent.PeerLost(node.id()));
            }
        }
    }

    /**
     * The connection between two nodes breaks, and what is under way on it is lost. It stands again after
     * {@code forNanos}, if both still run then.
     */
    public void breakConnection(SimNode one, SimNode other, long forNanos) {
        Runnable mend = network.cutBetween(List.of(one.name()), List.of(other.name()));
        tell(one, new NodeEvent.PeerLost(other.id()));
        tell(other, new NodeEvent.PeerLost(one.id()));
        scheduler.after(forNanos, () -> {
            mend.run();
            connectLater(one, other);
            connectLater(other, one);
        });
    }

    private void tell(SimNode node, RebalancerEvent event) {
        NodeProcess process = node.process();
        if (process != null) {
            process.life().after(network.latencyNanos(), () -> process.offer(event));
        }
    }

    private void tell(SimNode node, NodeEvent event) {
        NodeProcess process = node.process();
        if (process != null) {
            process.life().after(network.latencyNanos(), () -> process.offer(event));
        }
    }

    /** {@code node} tries to connect until it does, or one of the two is gone; whoever starts again tries again. */
    private void connectLater(SimNode node, SimNode other) {
        NodeProcess process = node.process();
        if (process != null) {
            process.life().after(chance.between(1, 20) * MILLIS, () -> {
                boolean isCut = network.isCut(other.name(), node.name()) || network.isCut(node.name(), other.name());
                if (other.isUp() && isCut) {
                    process.life().after(RECONNECT_MILLIS * MILLIS, () -> connectLater(node, other));
                } else if (other.isUp()) {
                    process.offer(new NodeEvent.PeerConnected(other.id()));
                }
            });
        }
    }

    private final class ReplicasOfTheMap implements Invariants.Replicas {
        /** Ranges that others were made of are remembered as the map had them last. */
        private final Map<RangeId, RangeAssignment> lastKnown = new HashMap<>();

        @Override
        public boolean majorityHoldsDurably(RangeId range, Position position) {
            Predicate<Member> holds = member -> node(member).holdsDurably(member, range, position);
            zookeeper.currentMap().ifPresent(map -> map.ranges().forEach(one -> lastKnown.put(one.id(), one)));
            return Optional.ofNullable(lastKnown.get(range))
                    .filter(one -> isMajorityOf(one.members(), holds) || isMajorityOf(one.previous(), holds))
                    .isPresent();
        }

        private boolean isMajorityOf(List<Member> members, Predicate<Member> holds) {
            return members.stream().filter(holds).count() > members.size() / 2;
        }
    }
}
