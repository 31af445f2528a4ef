package io.ordinal.client;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.ClusterMapSource.Subscription;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A connection to an Ordinal cluster. Safe for use by any thread; one per process is enough.
 *
 * <p>Every operation finds the nodes it needs by the cluster map, is retried until its deadline, and ends as one of the
 * cases of its outcome type. A returned future never completes exceptionally, not even when the client is closed.
 * Input that breaks a limit throws {@link IllegalArgumentException} before anything is sent. Futures complete on the
 * client's own thread: do not block in what is chained to them, use the {@code Async} variants for that.
 *
 * <p><b>Order.</b> Operations that are in flight together are not ordered, not even two writes of one key by one
 * caller: a retry may let the second pass the first. Wait for the first outcome where order matters. Then the later
 * write always has the higher number, whichever keys they touch.
 *
 * <p>{@link #sync()} gives the same operations as blocking calls.
 */
public interface OrdinalClient extends AutoCloseable {
    /** How long an operation is tried when the caller does not say. */
    Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

    /** The longest deadline that is taken. */
    Duration MAX_DEADLINE = Duration.ofHours(1);

    /** How long a page of a scan gathers entries at most, once it has some progress to show. */
    Duration SCAN_PAGE_TIME = Duration.ofSeconds(1);

    int MAX_BATCH_OPERATIONS = 1_000;
    int MAX_BATCH_BYTES = 4 << 20;

    /**
     * Makes one change, at most once, however often it has to be tried.
     *
     * @param deadline after which it ends as {@code NotDone} or {@code Unknown}; positive
     */
    CompletableFuture<WriteOutcome> write(Write write, Duration deadline);

    /**
     * Makes changes that have nothing to do with each other: each is atomic, all of them together are not, and they
     * may be applied in any order. The outcomes come in the order of {@code writes}.
     *
     * @throws IllegalArgumentException if there are more than {@link #MAX_BATCH_OPERATIONS}, or keys and values are
     *     larger than {@link #MAX_BATCH_BYTES} together
     */
    CompletableFuture<List<WriteOutcome>> batch(List<Write> writes, Duration deadline);

    /** Reads one key. */
    CompletableFuture<ReadOutcome> get(Key key, ReadMode mode, Duration deadline);

    /**
     * Reads the next page of a scan over the whole cluster. It asks as many nodes as it takes to fill the page, but
     * after {@link #SCAN_PAGE_TIME} (or half its deadline) answers with what it has.
     */
    CompletableFuture<ScanOutcome> scan(ScanQuery query, Duration deadline);

    /** Asks a node how it is. Completes with a status that says why, if it does not answer. */
    CompletableFuture<NodeStatus> status(NodeId node, Duration deadline);

    /**
     * Asks the rebalancer in office to do something about nodes and moves, whichever node that is. It is asked until
     * somebody says what became of it; every command can be asked twice.
     */
    CompletableFuture<CommandOutcome> command(ClusterCommand command, Duration deadline);

    /** Asks the rebalancer in office what moves, and what is still to move. */
    CompletableFuture<MovesOutcome> moves(Duration deadline);

    /** The newest cluster map and the present nodes known here. Never blocks. */
    ClusterView cluster();

    /** Learns the newest map and members from the cluster; completes with what is known afterwards. */
    CompletableFuture<ClusterView> refresh();

    /** Calls {@code listener} at once and at every change of {@link #cluster}, on the client's thread. */
    Subscription subscribe(Consumer<ClusterView> listener);

    /**
     * The highest number this client has seen in any answer: with {@link ReadMode.AtLeast}, reads at a replica see
     * everything this client has seen.
     */
    long highestSequence();

    /**
     * Ends what is under way (a write that was sent ends as {@code Unknown}, one that was not as {@code NotDone}) and
     * closes all connections. Waits for that. Closing twice does nothing.
     */
    @Override
    void close();

    /** The same operations as blocking calls. */
    default SyncClient sync() {
        return new SyncClient(this);
    }

    default CompletableFuture<WriteOutcome> write(Write write) {
        return write(write, DEFAULT_DEADLINE);
    }

    default CompletableFuture<WriteOutcome> put(Key key, Bytes value) {
        return write(Write.put(key, value));
    }

    /** Sets the value, for {@code ttlMillis} (0 for ever), if {@code condition} holds. */
    default CompletableFuture<WriteOutcome> put(Key key, Bytes value, long ttlMillis, Condition condition) {
        return write(Write.put(key, value, ttlMillis).onlyIf(condition));
    }

    /** Sets the value only if the key has no entry. */
    default CompletableFuture<WriteOutcome> putIfAbsent(Key key, Bytes value) {
        return write(Write.put(key, value).onlyIf(Condition.ABSENT));
    }

    /** Sets the value only if the key's entry is the one that write {@code expectedSequence} made. */
    default CompletableFuture<WriteOutcome> compareAndSet(Key key, long expectedSequence, Bytes value) {
        return write(Write.put(key, value).onlyIf(new Condition.VersionIs(expectedSequence)));
    }

    default CompletableFuture<WriteOutcome> delete(Key key) {
        return write(Write.delete(key));
    }

    default CompletableFuture<WriteOutcome> delete(Key key, Condition condition) {
        return write(Write.delete(key).onlyIf(condition));
    }

    /** Deletes only if the key's entry is the one that write {@code expectedSequence} made. */
    default CompletableFuture<WriteOutcome> compareAndDelete(Key key, long expectedSequence) {
        return write(Write.delete(key).onlyIf(new Condition.VersionIs(expectedSequence)));
    }

    default CompletableFuture<List<WriteOutcome>> batch(List<Write> writes) {
        return batch(writes, DEFAULT_DEADLINE);
    }

    /** A linearizable read. */
    default CompletableFuture<ReadOutcome> get(Key key) {
        return get(key, ReadMode.LINEARIZABLE, DEFAULT_DEADLINE);
    }

    default CompletableFuture<ReadOutcome> get(Key key, ReadMode mode) {
        return get(key, mode, DEFAULT_DEADLINE);
    }

    default CompletableFuture<ScanOutcome> scan(ScanQuery query) {
        return scan(query, DEFAULT_DEADLINE);
    }
}
