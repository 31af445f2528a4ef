package io.ordinal.node;

import io.ordinal.protocol.ClientId;
import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.Grant;
import io.ordinal.protocol.GrantRequest;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.MoveProgress;
import io.ordinal.protocol.NodeReport;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.ReadReply;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.protocol.Replicate;
import io.ordinal.protocol.ReportAck;
import io.ordinal.protocol.RequestId;
import io.ordinal.protocol.WriteReply;
import io.ordinal.protocol.WriteRequest;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Key;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Reign;
import io.ordinal.ring.RingPlan;
import io.ordinal.ring.StoredMap;
import io.ordinal.ring.TokenRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;

/**
 * Three nodes n1, n2, n3 with one range between them, in virtual time, for stories about replicas. The sequencer and the
 * rebalancer are played by the test.
 */
final class FakeCluster {
    static final NodeTimes TIMES = NodeTimes.DEFAULT;
    private static final long STEP_NANOS = 1_000_000;
    private static final UUID SOME_ID = new UUID(1, 1);

    final NodeLimits limits;
    final Map<Long, ClientReply> replies = new HashMap<>();
    final Map<String, FakeNode> nodes = new LinkedHashMap<>();
    long nowNanos;
    private final Deque<Runnable> soon = new ArrayDeque<>();
    private final Set<String> cutLinks = new HashSet<>();
    private final List<Runnable> heldBack = new ArrayList<>();
    private BiPredicate<String, Message> holds = (from, message) -> false;
    final List<Long> grantsAsked = new ArrayList<>();
    private ClusterMap map;
    private long lastNumber;
    private long lastCorrelation;
    private long lastRequest;
    private long skippedMillis;
    boolean sequencerAnswers = true;
    int grantsMore;
    int grantDelayMillis;
    long grantTerm = 1;

    /** How many log records were sent to each node. */
    final Map<String, Long> recordsSentTo = new HashMap<>();

    private final Map<String, NodeReport> reports = new HashMap<>();

    FakeCluster() {
        this(NodeLimits.DEFAULT);
    }

    FakeCluster(NodeLimits limits) {
        this(limits, 3, 5_000_000_000L);
    }

    /** @param startNanos what the nodes' clock shows at first */
    FakeCluster(NodeLimits limits, int size, long startNanos) {
        this.nowNanos = startNanos;
        this.limits = limits;
        List<Member> members = new ArrayList<>();
        for (int i = 1; i <= size; i++) {
            Member member = new Member(new NodeId("n" + i), new DiskId(new UUID(7, i)));
            members.add(member);
            nodes.put("n" + i, new FakeNode(this, member));
        }
        RangeAssignment range =
                new RangeAssignment(new RangeId(1), TokenRange.WHOLE_RING, members, List.of(), members.get(0), 1);
        map = new ClusterMap(
                new ClusterId(SOME_ID),
                1,
                SOME_ID,
                SOME_ID,
                new Reign(1, SOME_ID, members.get(0)),
                3,
                members.stream().map(member -> new KnownNode(member, "", 1)).toList(),
                List.of(range),
                2,
                RingPlan.NONE);
        nodes.values().forEach(FakeNode::start);
        tellMap();
        runUntil(() -> isServing("n1"));
    }

    FakeNode node(String name) {
        return nodes.get(name);
    }

    ClusterMap map() {
        return map;
    }

    RangeId range() {
        return map.ranges().get(0).id();
    }

    long wallMillis() {
        return 1_000_000 + nowNanos / 1_000_000 + skippedMillis;
    }

    // ---- the world

    void later(Runnable action) {
        soon.addLast(action);
    }

    void send(NodeId from, NodeId to, Message message) {
        if (message instanceof GrantRequest request) {
            grantsAsked.add(request.request());
            if (sequencerAnswers) {
                long first = lastNumber + 1;
                int count = request.count() + grantsMore;
                lastNumber += count;
                Grant grant = new Grant(request.request(), grantTerm, first, count, lastNumber);
                afterMillis(grantDelayMillis, () -> deliver(to, from, grant));
            }
        } else if (message instanceof NodeReport report) {
            reports.put(from.name(), report);
            later(() -> deliver(to, from, new ReportAck(report.report(), true, map.version())));
        } else {
            if (message instanceof Replicate replicate) {
                recordsSentTo.merge(to.name(), (long) replicate.records().size(), Long::sum);
            }
            later(() -> deliver(from, to, message));
        }
    }

    private void afterMillis(int millis, Runnable action) {
        later(millis == 0 ? action : () -> afterMillis(millis - 1, action));
    }

    private void deliver(NodeId from, NodeId to, Message message) {
        if (!nodes.containsKey(to.name())) {
            return; // nobody of that name can be reached
        }
        if (holds.test(from.name(), message)) {
            heldBack.add(() -> node(to.name()).event(new NodeEvent.Received(from, message)));
        } else if (!cutLinks.contains(from + ">" + to)) {
            node(to.name()).event(new NodeEvent.Received(from, message));
        }
    }

    /** The network keeps such messages, by the name of their sender, until {@link #deliverHeldBack}. */
    void holdBack(BiPredicate<String, Message> which) {
        holds = which;
    }

    void holdNothingBack() {
        holds = (from, message) -> false;
    }

    void deliverHeldBack() {
        holdNothingBack();
        List<Runnable> late = List.copyOf(heldBack);
        heldBack.clear();
        late.forEach(Runnable::run);
    }

    /** Everybody finds the connection to {@code node} broken. */
    void loseConnectionsTo(String node) {
        nodes.values().stream()
                .filter(other -> other != node(node))
                .forEach(other -> other.event(new NodeEvent.PeerLost(node(node).id())));
    }

    /** Numbers go to somebody else. */
    long issueElsewhere(int count) {
        lastNumber += count;
        return lastNumber;
    }

    /** A sequencer that has lost its memory: no more than the range's own rules stand against it. */
    void sequencerGoesBackTo(long number) {
        lastNumber = number;
    }

    void cut(String a, String b) {
        cutLinks.add(a + ">" + b);
        cutLinks.add(b + ">" + a);
    }

    void isolate(String node) {
        nodes.keySet().stream().filter(other -> !other.equals(node)).forEach(other -> cut(node, other));
    }

    void heal() {
        cutLinks.clear();
    }

    /** A node that has no part in the range. */
    FakeNode join(String name) {
        FakeNode node = new FakeNode(this, new Member(new NodeId(name), new DiskId(new UUID(7, name.hashCode()))));
        nodes.put(name, node);
        node.start();
        tellMap(name);
        return node;
    }

    /** The rebalancer gives the range to {@code leader}, in the next epoch. */
    void giveTo(String leader) {
        become(map.ranges().get(0).ledBy(node(leader).member));
    }

    /** What the last report of {@code leader} says of its moves. */
    List<MoveProgress> movesBy(String leader) {
        NodeReport report = reports.get(leader);
        return report == null ? List.of() : report.moves();
    }

    /** ZooKeeper shows a node the first map, as if nothing had been written since, with this entry of the range. */
    void showOldMap(String node, RangeAssignment entry) {
        ClusterMap old = new ClusterMap(
                map.cluster(), 1, SOME_ID, SOME_ID, map.reign(), 3, map.nodes(), List.of(entry), 2, map.plan());
        node(node).event(new NodeEvent.MapSeen(new StoredMap(old, 1, 1)));
    }

    /** The rebalancer writes a map with this entry of the range. */
    void become(RangeAssignment next) {
        become(List.of(next));
    }

    /** The rebalancer writes a map with these ranges. */
    void become(List<RangeAssignment> next) {
        map = new ClusterMap(
                map.cluster(),
                map.version() + 1,
                new UUID(2, map.version()),
                map.id(),
                map.reign(),
                3,
                map.nodes(),
                next,
                10,
                map.plan());
        tellMap();
    }

    void tellMap() {
        nodes.keySet().forEach(this::tellMap);
    }

    void tellMap(String node) {
        node(node).event(new NodeEvent.MapSeen(new StoredMap(map, (int) map.version(), map.version())));
        node(node).event(new NodeEvent.SequencerSeen(1, node("n1").member, 1));
    }

    void restart(String node) {
        node(node).start();
        tellMap(node);
    }

    void skipMillis(long millis) {
        skippedMillis += millis;
        nodes.values().forEach(node -> node.event(new NodeEvent.WallClockRead(wallMillis())));
    }

    void runMillis(long millis) {
        long until = nowNanos + millis * 1_000_000;
        while (nowNanos < until) {
            step();
        }
    }

    void runUntil(BooleanSupplier condition) {
        for (int i = 0; i < 20_000 && !condition.getAsBoolean(); i++) {
            step();
        }
        if (!condition.getAsBoolean()) {
            throw new AssertionError("it has not come to that within 20 s");
        }
    }

    private void step() {
        nowNanos += STEP_NANOS;
        for (int i = soon.size(); i > 0; i--) {
            soon.removeFirst().run();
        }
        nodes.values().forEach(FakeNode::tick);
    }

    NodeReport lastReportOf(String node) {
        return reports.get(node);
    }

    // ---- clients

    boolean isServing(String node) {
        ReadPermit permit = node(node).permits.get(range());
        return permit != null && permit.leaseEndNanos() != ReadPermit.NO_LEASE && permit.leaseEndNanos() > nowNanos;
    }

    long ask(String node, WriteRequest request) {
        long correlation = ++lastCorrelation;
        node(node).event(new NodeEvent.Asked(new ReplyTo(1, correlation), request));
        return correlation;
    }

    WriteRequest request(Operation operation, Condition condition) {
        return new WriteRequest(new RequestId(new ClientId(9, 9), ++lastRequest), 1, lastNumber, operation, condition);
    }

    static WriteRequest retryOf(WriteRequest first, int attempt) {
        return new WriteRequest(first.request(), attempt, first.bornAfter(), first.operation(), first.condition());
    }

    static Operation.Put put(String key, String value) {
        return new Operation.Put(Key.utf8(key), Bytes.utf8(value), 0);
    }

    ClientReply write(String node, WriteRequest request) {
        return await(ask(node, request));
    }

    /** Puts and returns the number. */
    long putAt(String node, String key, String value) {
        ClientReply reply = write(node, request(put(key, value), Condition.NONE));
        if (reply instanceof WriteReply.Applied applied) {
            return applied.sequence();
        }
        throw new AssertionError("the put was answered by " + reply);
    }

    ClientReply await(long correlation) {
        runUntil(() -> replies.containsKey(correlation));
        return replies.get(correlation);
    }

    ClientReply read(String node, String key, ReadMode mode) {
        return await(askToRead(node, key, mode));
    }

    long askToRead(String node, String key, ReadMode mode) {
        long correlation = ++lastCorrelation;
        ClientReply reply =
                node(node).read(new ReplyTo(1, correlation), new ReadRequest(Key.utf8(key), mode, 500), false);
        if (reply != null) {
            replies.put(correlation, reply);
        }
        return correlation;
    }

    /** What a linearizable read at {@code node} finds; null for nothing. */
    String valueAt(String node, String key) {
        return value(read(node, key, ReadMode.LINEARIZABLE));
    }

    static String value(ClientReply reply) {
        if (reply instanceof ReadReply found) {
            return found.entry() == null ? null : found.entry().value().toUtf8();
        }
        throw new AssertionError("the read was answered by " + reply);
    }
}
