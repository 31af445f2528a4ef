package io.ordinal.webserver;

import io.ordinal.client.NodeStatus;
import io.ordinal.client.OrdinalClient;
import io.ordinal.ring.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/** What all nodes say of themselves, at most half a second old. Safe for use by any thread. */
final class StatusBoard {
    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private final OrdinalClient client;
    private final Shared<List<NodeStatus>> shared;

    /** @param nanoClock monotonic, in nanoseconds */
    StatusBoard(OrdinalClient client, LongSupplier nanoClock) {
        this.client = client;
        this.shared = new Shared<>(nanoClock, this::ask);
    }

    /** Sorted by node id; absent nodes that the map remembers are among them. Complete in a second or so. */
    CompletableFuture<List<NodeStatus>> statuses() {
        return shared.ask();
    }

    private CompletableFuture<List<NodeStatus>> ask() {
        List<CompletableFuture<NodeStatus>> answers = new ArrayList<>();
        for (NodeId node : client.cluster().nodes()) {
            answers.add(client.status(node, DEADLINE));
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
        return all.thenApply(
                nothing -> answers.stream().map(answer -> answer.getNow(null)).toList());
    }
}
