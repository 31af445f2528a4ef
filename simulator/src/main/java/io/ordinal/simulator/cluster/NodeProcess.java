package io.ordinal.simulator.cluster;

import io.ordinal.node.JournalRecord;
import io.ordinal.node.NodeCore;
import io.ordinal.node.NodeEffect;
import io.ordinal.node.NodeEvent;
import io.ordinal.node.Recovery;
import io.ordinal.node.ReplyTo;
import io.ordinal.protocol.ClientRequest;
import io.ordinal.protocol.GrantRequest;
import io.ordinal.protocol.HandshakeRules;
import io.ordinal.protocol.Hello;
import io.ordinal.protocol.MapReply;
import io.ordinal.protocol.MapRequest;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.NodeReport;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.protocol.ScanRequest;
import io.ordinal.protocol.SequencerMessage;
import io.ordinal.protocol.Welcome;
import io.ordinal.rebalancer.RebalancerCore;
import io.ordinal.rebalancer.RebalancerEffect;
import io.ordinal.rebalancer.RebalancerEvent;
import io.ordinal.rebalancer.RebalancerTimes;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import io.ordinal.ring.StoredMap;
import io.ordinal.sequencer.SequencerCore;
import io.ordinal.sequencer.SequencerEffect;
import io.ordinal.sequencer.SequencerEvent;
import io.ordinal.sequencer.StoredSequencerRecord;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.RarePath;
import io.ordinal.simulator.world.RarePaths;
import io.ordinal.simulator.world.SimClock;
import io.ordinal.simulator.world.ZooKeeperClient;
import io.ordinal.simulator.world.ZooKeeperListener;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@code ordinal node}: the node's core and the two standing candidates, each on its loop, behind one
 * address. Made from what the disk holds, in the way the production process starts.
 */
final class NodeProcess implements ZooKeeperListener {
    private static final long MILLIS = 1_000_000;
    static final ClusterId CLUSTER = new ClusterId(new UUID(0, 1));

    private final SimNode node;
    private final Life life;
    private final SimClock clock;
    private final ZooKeeperClient zookeeper;
    private final Loop<NodeEvent, NodeEffect> loop;
    private final Loop<SequencerEvent, SequencerEffect> sequencer;
    private final Loop<RebalancerEvent, RebalancerEffect> rebalancer;
    private final NodeShell shell;
    private final Interference interference;
    private final RarePaths rarePaths;
    private final Set<Member> welcome = new HashSet<>();
    private @Nullable ClusterMap map;
    private List<Registration> present = List.of();

    NodeProcess(Cluster cluster, SimNode node, Registration registration, List<JournalRecord> journal, Chance chance) {
        this.node = node;
        this.interference = cluster.interference();
        this.rarePaths = cluster.rarePaths();
        life = new Life(cluster.scheduler());
        clock = SimClock.random(cluster.scheduler(), chance, Cluster.CLOCK_RATE_BOUND_PPM);
        zookeeper = new ZooKeeperClient(
                cluster.zookeeper(),
                cluster.network(),
                cluster.scheduler(),
                chance.fork("zookeeper"),
                node.name(),
                life::runs,
                this);

        Recovery recovery =
                new Recovery(node.table().progress(), cluster.plan().limits(), interference.trust(node.trust()));
        journal.forEach(recovery::replay);
        NodeCore core = new NodeCore(
                node.member(),
                cluster.plan().times(),
                cluster.plan().limits(),
                recovery,
                node.table()::retries,
                clock.monotonicNanos());
        shell = new NodeShell(cluster, node, life, clock, chance.fork("shell"), this);
        loop = new Loop<>(
                node.name(), life, chance.fork("loop"), clock, cluster.trace(), core, shell::carryOut, shell::decided);

        SequencerCore candidate = new SequencerCore(
                node.member(),
                node.address(),
                cluster.plan().numbersReserved(),
                cluster.plan().officeTimes(),
                chance.fork("sequencer").generator());
        SequencerOffice sequencerOffice = new SequencerOffice(
                node.id(),
                zookeeper,
                (to, message) -> cluster.send(registration.member(), to, message),
                this::offer,
                cluster.invariants(),
                cluster.rarePaths(),
                cluster.trace());
        sequencer = new Loop<>(
                node.name() + "/seq",
                life,
                chance.fork("sequencer loop"),
                clock,
                cluster.trace(),
                candidate,
                sequencerOffice::carryOut,
                sequencerOffice::decided);

        RebalancerOffice rebalancerOffice = new RebalancerOffice(
                node.id(),
                zookeeper,
                (to, message) -> cluster.send(registration.member(), to, message),
                this::offer,
                cluster.trace(),
                cluster.rarePaths());
        rebalancer = new Loop<>(
                node.name() + "/reb",
                life,
                chance.fork("rebalancer loop"),
                clock,
                cluster.trace(),
                new RebalancerCore(
                        CLUSTER,
                        node.member(),
                        cluster.plan().nodes(),
                        rebalancerTimes(chance.fork("interruptions")),
                        chance.fork("rebalancer").generator()),
                rebalancerOffice::carryOut);

        offer(new SequencerEvent.MarksSeen(recovery.marks()));
        offer(new RebalancerEvent.MarksSeen(recovery.marks()));
        zookeeper.announce(registration);
        tellWallClock();
    }

    /** Rather in a hurry: much is to happen in a short run, and ranges that change together are the harder case. */
    private static RebalancerTimes rebalancerTimes(Chance chance) {
        RebalancerTimes usual = RebalancerTimes.DEFAULT.joiningAfter(0);
        return chance.happens(0.3) ? usual.interrupting(1, 4) : usual.interrupting(1 + chance.below(64), 0);
    }

    Life life() {
        return life;
    }

    /** The version of the newest map this process has seen. */
    long mapVersion() {
        return map == null ? 0 : map.version();
    }

    @Nullable
    ClusterMap map() {
        return map;
    }

    void offer(NodeEvent event) {
        loop.offer(event);
    }

    void offer(SequencerEvent event) {
        sequencer.offer(event);
    }

    void offer(RebalancerEvent event) {
        rebalancer.offer(event);
    }

    /** The process is gone, and says nothing more to anybody. */
    void die() {
        life.end();
        zookeeper.die();
        shell.die();
    }

    void slowDisk(long typicalForceNanos) {
        shell.slowDisk(typicalForceNanos);
    }

    void endSegment() {
        shell.endSegment();
    }

    void jumpWallClock(long millis) {
        clock.jumpWall(millis);
    }

    void failNextForce(Runnable failure) {
        shell.failNextForce(failure);
    }

    /** A message of another process arrives, or of this one. */
    void receive(Member sender, Message message) {
        if (!isWelcome(sender)) {
            rarePaths.took(RarePath.OTHER_DISK_TURNED_AWAY);
            return;
        }
        NodeId from = sender.node();
        if (message instanceof GrantRequest request) {
            offer(new SequencerEvent.Received(from, request));
        } else if (message instanceof NodeReport report) {
            offer(new RebalancerEvent.Received(from, report));
        } else if (message instanceof SequencerMessage answer) {
            rarePaths.granted(node.id(), answer, clock.monotonicNanos());
            offer(new NodeEvent.Received(from, interference.granted(node.id(), answer)));
        } else {
            offer(new NodeEvent.Received(from, message));
        }
    }

    /** A client's request arrives though its connection is gone. */
    void straggled(ClientLink link, long correlation, ClientRequest request) {
        rarePaths.took(RarePath.REQUEST_STRAGGLED);
        life.after(0, () -> asked(link, correlation, request));
    }

    /** The rule of the handshake: another disk under a name that the cluster knows is somebody else. */
    private boolean isWelcome(Member sender) {
        if (welcome.contains(sender)) {
            return true;
        }
        HandshakeRules rules = new HandshakeRules(CLUSTER, node.member(), 1, 1, this::known);
        Hello hello = new Hello(Hello.PROTOCOL_VERSION, CLUSTER, sender, 1, Marks.NONE);
        return rules.answer(hello, Marks.NONE) instanceof Welcome && welcome.add(sender);
    }

    private Optional<Member> known(NodeId name) {
        Stream<Member> ofMap =
                map == null ? Stream.empty() : map.nodes().stream().map(KnownNode::member);
        return Stream.concat(ofMap, present.stream().map(Registration::member))
                .filter(member -> member.node().equals(name))
                .findFirst();
    }

    /** A client's request arrives on one of its connections. */
    void asked(ClientLink link, long correlation, ClientRequest request) {
        ReplyTo to = shell.accept(link, correlation, request);
        if (request instanceof ReadRequest read) {
            shell.reads().read(to, read, false);
        } else if (request instanceof ScanRequest scan) {
            shell.reads().scan(to, scan);
        } else if (request instanceof MapRequest asked) {
            shell.reply(to, MapReply.to(asked, map, present));
        } else {
            offer(new NodeEvent.Asked(to, request));
        }
    }

    @Override
    public void connected() {
        offer(new SequencerEvent.ZooKeeperConnected());
        offer(new RebalancerEvent.ZooKeeperConnected());
    }

    @Override
    public void suspended() {
        offer(new SequencerEvent.ZooKeeperSuspended());
        offer(new RebalancerEvent.ZooKeeperSuspended());
    }

    @Override
    public void mapRead(StoredMap read) {
        map = read.map();
        offer(new NodeEvent.MapSeen(read));
        offer(new RebalancerEvent.MapSeen(read));
        tellCandidates();
    }

    @Override
    public void sequencerRead(StoredSequencerRecord read) {
        rarePaths.knowsTerm(node.id(), read.record().term());
        offer(new NodeEvent.SequencerSeen(read.record().term(), read.record().holder(), read.zxid()));
        offer(new SequencerEvent.RecordSeen(read));
    }

    @Override
    public void membersRead(List<Registration> members) {
        present = List.copyOf(members);
        offer(new NodeEvent.MembersSeen(present));
        offer(new RebalancerEvent.MembersSeen(present));
        tellCandidates();
    }

    private void tellCandidates() {
        offer(new SequencerEvent.MembersSeen(map == null ? present : map.candidates(present)));
    }

    private void tellWallClock() {
        offer(new NodeEvent.WallClockRead(clock.wallMillis()));
        life.after(1_000 * MILLIS, this::tellWallClock);
    }
}
