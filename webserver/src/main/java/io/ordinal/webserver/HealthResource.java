package io.ordinal.webserver;

import io.ordinal.client.OrdinalClient;
import io.ordinal.ring.Bytes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code /health/live}: this server answers. {@code /health/ready}: and the cluster takes reads and writes of every
 * key; 503 with the reasons if not.
 */
final class HealthResource implements Resource {
    private final OrdinalClient client;
    private final StatusBoard board;

    HealthResource(OrdinalClient client, StatusBoard board) {
        this.client = client;
        this.board = board;
    }

    @Override
    public CompletionStage<Reply> answer(RequestHead head, Bytes body) {
        head.query().allowOnly();
        if (head.route() == Route.LIVE) {
            return CompletableFuture.completedFuture(Reply.json(200, () -> Map.of("status", "live")));
        }
        return board.statuses().thenApply(statuses -> {
            List<String> reasons = Readiness.reasonsAgainst(client.cluster(), statuses);
            return reasons.isEmpty()
                    ? Reply.json(200, () -> Map.of("status", "ready"))
                    : Problems.notReady(reasons).reply();
        });
    }
}
