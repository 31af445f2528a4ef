package io.ordinal.client;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The blocking view of an {@link OrdinalClient}: each call waits for the outcome, at most until the deadline.
 * Interrupts do not cut the wait short, since an outcome would be lost with it. Not to be used on the client's own
 * thread (in what is chained to its futures).
 */
public final class SyncClient {
    private final OrdinalClient client;

    SyncClient(OrdinalClient client) {
        this.client = client;
    }

    /** The asynchronous client this is a view of. */
    public OrdinalClient async() {
        return client;
    }

    public WriteOutcome write(Write write) {
        return client.write(write).join();
    }

    public WriteOutcome write(Write write, Duration deadline) {
        return client.write(write, deadline).join();
    }

    public WriteOutcome put(Key key, Bytes value) {
        return client.put(key, value).join();
    }

    public WriteOutcome put(Key key, Bytes value, long ttlMillis, Condition condition) {
        return client.put(key, value, ttlMillis, condition).join();
    }

    public WriteOutcome putIfAbsent(Key key, Bytes value) {
        return client.putIfAbsent(key, value).join();
    }

    public WriteOutcome compareAndSet(Key key, long expectedSequence, Bytes value) {
        return client.compareAndSet(key, expectedSequence, value).join();
    }

    public WriteOutcome delete(Key key) {
        return client.delete(key).join();
    }

    public WriteOutcome delete(Key key, Condition condition) {
        return client.delete(key, condition).join();
    }

    public WriteOutcome compareAndDelete(Key key, long expectedSequence) {
        return client.compareAndDelete(key, expectedSequence).join();
    }

    public List<WriteOutcome> batch(List<Write> writes) {
        return client.batch(writes).join();
    }

    public List<WriteOutcome> batch(List<Write> writes, Duration deadline) {
        return client.batch(writes, deadline).join();
    }

    public ReadOutcome get(Key key) {
        return client.get(key).join();
    }

    public ReadOutcome get(Key key, ReadMode mode) {
        return client.get(key, mode).join();
    }

    public ReadOutcome get(Key key, ReadMode mode, Duration deadline) {
        return client.get(key, mode, deadline).join();
    }

    public ScanOutcome scan(ScanQuery query) {
        return client.scan(query).join();
    }

    /** Walks all pages from the query's cursor on, one page at a time, fetching the next while one is read. */
    public ScanIterator iterate(ScanQuery query) {
        return new ScanIterator(client, query);
    }

    public NodeStatus status(NodeId node, Duration deadline) {
        return client.status(node, deadline).join();
    }

    /** Asks all nodes at once, those included that the map remembers but that are absent. Sorted by node id. */
    public List<NodeStatus> statusOfAll(Duration deadline) {
        List<CompletableFuture<NodeStatus>> answers = new ArrayList<>();
        for (NodeId node : client.cluster().nodes()) {
            answers.add(client.status(node, deadline));
        }
        return answers.stream().map(CompletableFuture::join).toList();
    }

    public CommandOutcome command(ClusterCommand command, Duration deadline) {
        return client.command(command, deadline).join();
    }

    public MovesOutcome moves(Duration deadline) {
        return client.moves(deadline).join();
    }

    public ClusterView cluster() {
        return client.cluster();
    }

    public ClusterView refresh() {
        return client.refresh().join();
    }
}
