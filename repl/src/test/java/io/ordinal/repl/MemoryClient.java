package io.ordinal.repl;

import io.ordinal.client.ClusterView;
import io.ordinal.client.CommandOutcome;
import io.ordinal.client.MovesOutcome;
import io.ordinal.client.NodeStatus;
import io.ordinal.client.OrdinalClient;
import io.ordinal.client.ReadOutcome;
import io.ordinal.client.ScanOutcome;
import io.ordinal.client.ScanQuery;
import io.ordinal.client.Write;
import io.ordinal.client.WriteOutcome;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.Entry;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.ClusterMapSource.Subscription;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A store in memory behind the client's interface. What is queued in {@link #nextOutcomes} is answered first, and not done. */
public final class MemoryClient implements OrdinalClient {
    public final TreeMap<Key, Entry> entries = new TreeMap<>();
    public final ArrayDeque<WriteOutcome> nextOutcomes = new ArrayDeque<>();
    public final List<Write> writes = new ArrayList<>();
    public final ArrayDeque<CommandOutcome> nextCommandOutcomes = new ArrayDeque<>();
    public final List<ClusterCommand> commands = new ArrayList<>();
    public MovesOutcome moves = new MovesOutcome.Known(new NodeId("n2"), 7, List.of());
    public ClusterView view = Clusters.view("n1", "n2", "n3");
    public volatile List<String> silent = List.of();
    private long sequence = 100;

    @Override
    public CompletableFuture<WriteOutcome> write(Write write, Duration deadline) {
        writes.add(write);
        WriteOutcome queued = nextOutcomes.poll();
        return CompletableFuture.completedFuture(queued == null ? apply(write) : queued);
    }

    private WriteOutcome apply(Write write) {
        Entry entry = entries.get(write.key());
        boolean holds = write.condition() instanceof Condition.None
                || (write.condition() instanceof Condition.Absent && entry == null)
                || (write.condition() instanceof Condition.VersionIs is
                        && entry != null
                        && entry.sequence() == is.sequence());
        if (!holds) {
            return new WriteOutcome.Rejected(entry == null ? 0 : entry.sequence());
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
    public CompletableFuture<List<WriteOutcome>> batch(List<Write> batch, Duration deadline) {
        return CompletableFuture.completedFuture(batch.stream().map(this::apply).toList());
    }

    @Override
    public CompletableFuture<ReadOutcome> get(Key key, ReadMode mode, Duration deadline) {
        Entry entry = entries.get(key);
        return CompletableFuture.completedFuture(
                entry == null ? new ReadOutcome.NotFound(sequence) : new ReadOutcome.Found(entry, sequence));
    }

    /** A page is at most two entries, so that there are pages. */
    @Override
    public CompletableFuture<ScanOutcome> scan(ScanQuery query, Duration deadline) {
        List<Entry> matching = entries.values().stream()
                .filter(entry -> entry.key().bytes().startsWith(query.prefix()))
                .toList();
        int from = 0;
        while (query.cursor() != null
                && from < matching.size()
                && Long.compareUnsigned(matching.get(from).key().token(), token(query.cursor())) <= 0) {
            from++;
        }
        int to = Math.min(from + Math.min(2, query.limit()), matching.size());
        String cursor =
                to == matching.size() ? null : cursor(matching.get(to - 1).key());
        return CompletableFuture.completedFuture(new ScanOutcome.Page(matching.subList(from, to), cursor, sequence));
    }

    /** In the form of the client's own cursors: a token. */
    private static String cursor(Key key) {
        byte[] cursor =
                ByteBuffer.allocate(9).put((byte) 1).putLong(key.token()).array();
        return Base64.getUrlEncoder().encodeToString(cursor);
    }

    private static long token(String cursor) {
        return ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor)).getLong(1);
    }

    @Override
    public CompletableFuture<NodeStatus> status(NodeId node, Duration deadline) {
        return CompletableFuture.completedFuture(
                silent.contains(node.name())
                        ? new NodeStatus(node, view.registration(node).orElse(null), null, "connection refused")
                        : Clusters.up(view, node));
    }

    @Override
    public CompletableFuture<CommandOutcome> command(ClusterCommand command, Duration deadline) {
        commands.add(command);
        CommandOutcome queued = nextCommandOutcomes.poll();
        return CompletableFuture.completedFuture(queued == null ? new CommandOutcome.Done("so be it") : queued);
    }

    @Override
    public CompletableFuture<MovesOutcome> moves(Duration deadline) {
        return CompletableFuture.completedFuture(moves);
    }

    @Override
    public ClusterView cluster() {
        return view;
    }

    @Override
    public CompletableFuture<ClusterView> refresh() {
        return CompletableFuture.completedFuture(view);
    }

    @Override
    public Subscription subscribe(Consumer<ClusterView> listener) {
        listener.accept(view);
        return () -> {};
    }

    @Override
    public long highestSequence() {
        return sequence;
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    public Bytes value(String key) {
        return entries.get(Key.utf8(key)).value();
    }
}
