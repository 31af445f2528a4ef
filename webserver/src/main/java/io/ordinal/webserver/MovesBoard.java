package io.ordinal.webserver;

import io.ordinal.client.MovesOutcome;
import io.ordinal.client.OrdinalClient;
import io.ordinal.protocol.MovesReply.MoveStatus;
import io.ordinal.ring.ClusterMap;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/** What the rebalancer says of moves, at most half a second old. Safe for use by any thread. */
public final class MovesBoard {
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final OrdinalClient client;
    private final Shared<MovesOutcome> shared;
    private volatile long bytesPerSecond;

    /** @param nanoClock monotonic, in nanoseconds */
    public MovesBoard(OrdinalClient client, LongSupplier nanoClock) {
        this.client = client;
        this.shared = new Shared<>(nanoClock, this::askRebalancer);
    }

    CompletableFuture<MovesOutcome> moves() {
        return shared.ask();
    }

    private CompletableFuture<MovesOutcome> askRebalancer() {
        return client.moves(DEADLINE).thenApply(outcome -> {
            List<MoveStatus> moves = outcome instanceof MovesOutcome.Known known ? known.moves() : List.of();
            bytesPerSecond =
                    moves.stream().mapToLong(MoveStatus::bytesPerSecond).sum();
            return outcome;
        });
    }

    /** How many moves are under way as the map tells it; nobody need be asked for that. */
    public long underWay() {
        return client.cluster().mapIfAny().map(ClusterMap::ranges).orElse(List.of()).stream()
                .filter(range -> range.move() != null)
                .count();
    }

    /** What all moves together copy, as of the newest answer; 0 while the map shows none. */
    public long bytesPerSecond() {
        return underWay() == 0 ? 0 : bytesPerSecond;
    }

    /** Completes when {@link #bytesPerSecond} is as new as it gets. At once where nothing moves. */
    CompletableFuture<Void> refreshed() {
        return underWay() == 0 ? CompletableFuture.completedFuture(null) : moves().thenAccept(outcome -> {});
    }
}
