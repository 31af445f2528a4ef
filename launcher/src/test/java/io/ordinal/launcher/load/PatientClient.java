package io.ordinal.launcher.load;

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
import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.ClusterMapSource.Subscription;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;

/** A client whose operations end when the story says so. */
public class PatientClient implements OrdinalClient {
    final Deque<CompletableFuture<WriteOutcome>> writes = new ConcurrentLinkedDeque<>();
    final Deque<CompletableFuture<ReadOutcome>> reads = new ArrayDeque<>();
    final List<Key> written = new ArrayList<>();

    @Override
    public CompletableFuture<WriteOutcome> write(Write write, Duration deadline) {
        CompletableFuture<WriteOutcome> outcome = new CompletableFuture<>();
        written.add(write.key());
        writes.add(outcome);
        return outcome;
    }

    @Override
    public CompletableFuture<ReadOutcome> get(Key key, ReadMode mode, Duration deadline) {
        CompletableFuture<ReadOutcome> outcome = new CompletableFuture<>();
        reads.add(outcome);
        return outcome;
    }

    void endWrite(WriteOutcome outcome) {
        writes.remove().complete(outcome);
    }

    void endRead(ReadOutcome outcome) {
        reads.remove().complete(outcome);
    }

    @Override
    public CompletableFuture<List<WriteOutcome>> batch(List<Write> all, Duration deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<ScanOutcome> scan(ScanQuery query, Duration deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<NodeStatus> status(NodeId node, Duration deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<CommandOutcome> command(ClusterCommand command, Duration deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<MovesOutcome> moves(Duration deadline) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ClusterView cluster() {
        return ClusterView.EMPTY;
    }

    @Override
    public CompletableFuture<ClusterView> refresh() {
        return CompletableFuture.completedFuture(ClusterView.EMPTY);
    }

    @Override
    public Subscription subscribe(Consumer<ClusterView> listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long highestSequence() {
        return 0;
    }

    @Override
    public void close() {}
}
