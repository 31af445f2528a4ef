package io.ordinal.webserver;

import io.ordinal.client.ClusterView;
import io.ordinal.client.CommandOutcome;
import io.ordinal.client.MovesOutcome;
import io.ordinal.client.NodeStatus;
import io.ordinal.client.OrdinalClient;
import io.ordinal.client.ReadOutcome;
import io.ordinal.client.Refusal;
import io.ordinal.client.ScanOutcome;
import io.ordinal.client.ScanQuery;
import io.ordinal.client.Write;
import io.ordinal.client.WriteOutcome;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.Entry;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.StatusReply;
import io.ordinal.ring.Address;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.ClusterMapSource.Subscription;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Key;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.Move;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Registration;
import io.ordinal.ring.Reign;
import io.ordinal.ring.RingPlan;
import io.ordinal.ring.Standing;
import io.ordinal.ring.TokenRange;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A store of one range in memory, with three nodes that may be absent, refuse, or leave outcomes unknown. */
public final class MemoryClient implements OrdinalClient {
    public static final List<Member> NODES = List.of(member("n1"), member("n2"), member("n3"));

    private final TreeMap<Key, Entry> entries = new TreeMap<>();
    private final Map<Member, String> readOnly = new LinkedHashMap<>();
    private final List<CompletableFuture<WriteOutcome>> held = new ArrayList<>();
    private final List<ClusterCommand> commands = new ArrayList<>();
    private final ArrayDeque<CommandOutcome> nextCommands = new ArrayDeque<>();
    private MovesOutcome moves = new MovesOutcome.Known(NODES.get(0).node(), 9, List.of());
    private List<Member> present = NODES;
    private boolean mapKnown = true;
    private boolean leaving;
    private boolean holding;
    private long sequence = 10_481;
    private @Nullable ReadMode lastMode;
    private @Nullable WriteOutcome nextWrite;
    private @Nullable Refusal readsFail;

    public static Member member(String node) {
        return new Member(new NodeId(node), new DiskId(new UUID(7, node.hashCode())));
    }

    public synchronized void present(Member... members) {
        present = List.of(members);
    }

    public synchronized void readOnly(Member member, String why) {
        readOnly.put(member, why);
    }

    /** From now on a replica of the range is on its way from n3, which leaves, to n4. */
    public synchronized void leaveN3() {
        leaving = true;
    }

    public synchronized void forgetMap() {
        mapKnown = false;
    }

    /** The next write ends so, and does nothing. */
    public synchronized void nextWriteEnds(WriteOutcome outcome) {
        nextWrite = outcome;
    }

    public synchronized void readsFail(Refusal why) {
        readsFail = why;
    }

    /** Writes stay unanswered until {@link #release}. */
    public synchronized void hold() {
        holding = true;
    }

    public synchronized int heldWrites() {
        return held.size();
    }

    public synchronized void release() {
        holding = false;
        held.forEach(write -> write.complete(new WriteOutcome.Applied(++sequence)));
        held.clear();
    }

    public synchronized @Nullable ReadMode lastMode() {
        return lastMode;
    }

    @Override
    public synchronized CompletableFuture<WriteOutcome> write(Write write, Duration deadline) {
        if (holding) {
            CompletableFuture<WriteOutcome> later = new CompletableFuture<>();
            held.add(later);
            return later;
        }
        return CompletableFuture.completedFuture(run(write));
    }

    private WriteOutcome run(Write write) {
        if (nextWrite != null) {
            WriteOutcome outcome = nextWrite;
            nextWrite = null;
            return outcome;
        }
        Entry before = entries.get(write.key());
        long version = before == null ? 0 : before.sequence();
        boolean holds = write.condition() instanceof Condition.VersionIs wanted
                ? wanted.sequence() == version
                : !(write.condition() instanceof Condition.Absent) || version == 0;
        if (!holds) {
            return new WriteOutcome.Rejected(version);
        }
        sequence++;
        if (write.operation() instanceof Operation.Put put) {
            entries.put(put.key(), new Entry(put.key(), put.value(), sequence, put.ttlMillis()));
        } else {
            entries.remove(write.key());
        }
        return new WriteOutcome.Applied(sequence);
    }

    @Override
    public synchronized CompletableFuture<List<WriteOutcome>> batch(List<Write> writes, Duration deadline) {
        return CompletableFuture.completedFuture(writes.stream().map(this::run).toList());
    }

    @Override
    public synchronized CompletableFuture<ReadOutcome> get(Key key, ReadMode mode, Duration deadline) {
        lastMode = mode;
        Entry entry = entries.get(key);
        if (readsFail != null) {
            return CompletableFuture.completedFuture(new ReadOutcome.Failed(readsFail, "n1 said so"));
        }
        return CompletableFuture.completedFuture(
                entry == null ? new ReadOutcome.NotFound(sequence) : new ReadOutcome.Found(entry, sequence));
    }

    /** Pages by place in the order of keys; the cursor is one that the real client would take, too. */
    @Override
    public synchronized CompletableFuture<ScanOutcome> scan(ScanQuery query, Duration deadline) {
        lastMode = query.mode();
        List<Entry> page = new ArrayList<>();
        for (Entry entry : entries.values()) {
            boolean isAfter = query.cursor() == null || cursor(entry.key()).compareTo(query.cursor()) > 0;
            if (isAfter && entry.key().bytes().startsWith(query.prefix())) {
                if (page.size() == query.limit()) {
                    String cursor = cursor(page.get(page.size() - 1).key());
                    return CompletableFuture.completedFuture(new ScanOutcome.Page(page, cursor, sequence));
                }
                page.add(entry);
            }
        }
        return CompletableFuture.completedFuture(new ScanOutcome.Page(page, null, sequence));
    }

    private static String cursor(Key key) {
        byte[] text = new byte[9 + key.bytes().length()];
        text[0] = 1;
        for (int i = 0; i < 8; i++) {
            text[1 + i] = (byte) (key.token() >>> (56 - 8 * i));
        }
        System.arraycopy(key.bytes().array(), 0, text, 9, key.bytes().length());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    @Override
    public synchronized CompletableFuture<NodeStatus> status(NodeId node, Duration deadline) {
        Member member = member(node.name());
        if (!present.contains(member)) {
            return CompletableFuture.completedFuture(new NodeStatus(node, null, null, "the node is absent"));
        }
        StatusReply reply = new StatusReply(
                member, 1, readOnly.getOrDefault(member, ""), true, "disk", 3, sequence, true, false, List.of());
        return CompletableFuture.completedFuture(new NodeStatus(node, registration(member), reply, ""));
    }

    /** The next commands end so; those after them are done. */
    public synchronized void nextCommandEnds(CommandOutcome... outcomes) {
        nextCommands.addAll(List.of(outcomes));
    }

    /** What the rebalancer says of moves from now on. */
    public synchronized void moves(MovesOutcome outcome) {
        moves = outcome;
    }

    public synchronized List<ClusterCommand> commands() {
        return List.copyOf(commands);
    }

    @Override
    public synchronized CompletableFuture<CommandOutcome> command(ClusterCommand command, Duration deadline) {
        commands.add(command);
        CommandOutcome outcome = nextCommands.poll();
        return CompletableFuture.completedFuture(outcome == null ? new CommandOutcome.Done("so be it") : outcome);
    }

    @Override
    public synchronized CompletableFuture<MovesOutcome> moves(Duration deadline) {
        return CompletableFuture.completedFuture(moves);
    }

    @Override
    public synchronized ClusterView cluster() {
        List<Registration> registrations =
                present.stream().map(MemoryClient::registration).toList();
        return new ClusterView(mapKnown ? map() : null, registrations);
    }

    private static Registration registration(Member member) {
        int port = 7_100 + Integer.parseInt(member.node().name().substring(1));
        return new Registration(member, 1, new Address("127.0.0.1", port), "", 1, "test");
    }

    private ClusterMap map() {
        RangeAssignment whole =
                new RangeAssignment(new RangeId(1), TokenRange.WHOLE_RING, NODES, List.of(), NODES.get(0), 4);
        RangeAssignment range = leaving ? whole.moving(new Move(17, member("n4"), NODES.get(2))) : whole;
        Standing ofN3 = leaving ? Standing.LEAVING : Standing.IN;
        return new ClusterMap(
                new ClusterId(new UUID(1, 1)),
                9,
                new UUID(2, 1),
                new UUID(2, 0),
                new Reign(1, new UUID(3, 3), NODES.get(0)),
                3,
                NODES.stream()
                        .map(node -> new KnownNode(node, "", 1, node.equals(NODES.get(2)) ? ofN3 : Standing.IN))
                        .toList(),
                List.of(range),
                2,
                RingPlan.NONE);
    }

    @Override
    public CompletableFuture<ClusterView> refresh() {
        return CompletableFuture.completedFuture(cluster());
    }

    @Override
    public Subscription subscribe(Consumer<ClusterView> listener) {
        listener.accept(cluster());
        return () -> {};
    }

    @Override
    public synchronized long highestSequence() {
        return sequence;
    }

    @Override
    public void close() {}
}
