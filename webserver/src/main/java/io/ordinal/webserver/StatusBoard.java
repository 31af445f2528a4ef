package io.ordinal.webserver;

import io.ordinal.client.NodeStatus;
import io.ordinal.client.OrdinalClient;
import io.ordinal.ring.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What all nodes say of themselves, asked for at most twice a second however many look: the askers in between share an
 * answer. Safe for use by any thread.
 */
final class StatusBoard {
    private static final long FRESH_NANOS = Duration.ofMillis(500).toNanos();
    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private final OrdinalClient client;
    private final LongSupplier nanoClock;
    private @Nullable CompletableFuture<List<NodeStatus>> latest;
    private long askedAtNanos;

    /** @param nanoClock monotonic, in nanoseconds */
    StatusBoard(OrdinalClient client, LongSupplier nanoClock) {
        this.client = client;
        this.nanoClock = nanoClock;
    }

    /** Sorted by node id; absent nodes that the map remembers are among them. Complete in a second or so. */
    CompletableFuture<List<NodeStatus>> statuses() {
        CompletableFuture<List<NodeStatus>> mine = new CompletableFuture<>();
        synchronized (this) {
            long now = nanoClock.getAsLong();
            CompletableFuture<List<NodeStatus>> shared = latest;
            if (shared != null && (!shared.isDone() || now - askedAtNanos < FRESH_NANOS)) {
                return shared;
            }
            latest = mine;
            askedAtNanos = now;
        }
        ask(mine);
        return mine;
    }

    private void ask(CompletableFuture<List<NodeStatus>> to) {
        List<CompletableFuture<NodeStatus>> answers = new ArrayList<>();
        for (NodeId node : client.cluster().nodes()) {
            answers.add(client.status(node, DEADLINE));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
        CompletableFuture<Void> unused = all.whenComplete((nothing, failure) -> {
            if (failure == null) {
                to.complete(answers.stream().map(answer -> answer.getNow(null)).toList());
            } else {
                to.completeExceptionally(failure);
            }
        });
    }
}
