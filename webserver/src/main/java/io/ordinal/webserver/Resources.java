package io.ordinal.webserver;

import io.ordinal.client.OrdinalClient;
import io.ordinal.ring.Bytes;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What answers each route, over one client. Safe for use by any thread. */
public final class Resources {
    private final Map<Route, Resource> byRoute = new EnumMap<>(Route.class);

    /**
     * @param deadline how long an operation is tried before it ends as not done or unknown
     * @param moves what the rebalancer says of moves
     * @param nanoClock monotonic, in nanoseconds
     * @param json reads JSON; throws {@link ProblemException} if it is none
     * @param files the content of the file of that name that comes with the server
     * @param metrics the text of {@code /metrics}
     */
    public Resources(
            OrdinalClient client,
            Duration deadline,
            MovesBoard moves,
            LongSupplier nanoClock,
            Function<Bytes, @Nullable Object> json,
            Function<String, Bytes> files,
            Supplier<String> metrics) {
        StatusBoard board = new StatusBoard(client, nanoClock);
        JsonBody jsonBody = new JsonBody(json);
        CommandResource command = new CommandResource(client, deadline);
        HealthResource health = new HealthResource(client, board);
        byRoute.put(Route.KEY, new KeyResource(client, deadline));
        byRoute.put(Route.SCAN, new ScanResource(client, deadline));
        byRoute.put(Route.BATCH, new BatchResource(client, deadline, jsonBody));
        byRoute.put(Route.CLUSTER, new ClusterResource(client, board));
        byRoute.put(Route.MOVES, new MovesResource(client, moves));
        byRoute.put(Route.MOVES_PAUSE, command);
        byRoute.put(Route.MOVES_RESUME, command);
        byRoute.put(Route.MOVES_SETTINGS, new MoveSettingsResource(client, deadline, jsonBody));
        byRoute.put(Route.MOVE, command);
        byRoute.put(Route.NODE_ADD, command);
        byRoute.put(Route.NODE_DRAIN, command);
        byRoute.put(Route.NODE_REPLACE, command);
        byRoute.put(Route.LIVE, health);
        byRoute.put(Route.READY, health);
        byRoute.put(
                Route.METRICS,
                (head, body) -> moves.refreshed()
                        .thenApply(refreshed -> text("text/plain; version=0.0.4; charset=utf-8", metrics.get())));
        byRoute.put(Route.INDEX, new StaticResource("text/html; charset=utf-8", files.apply("index.html")));
        byRoute.put(Route.SCRIPT, new StaticResource("text/javascript; charset=utf-8", files.apply("dashboard.js")));
        byRoute.put(Route.STYLE, new StaticResource("text/css; charset=utf-8", files.apply("dashboard.css")));
        byRoute.put(Route.OPENAPI, new StaticResource("application/yaml; charset=utf-8", files.apply("openapi.yaml")));
    }

    /**
     * Answers a request whose body is complete. Never blocks, but may compute for milliseconds if the route
     * {@linkplain Route#isHeavy is heavy}. The stage completes on any thread.
     */
    public CompletionStage<Reply> answer(RequestHead head, Bytes body) {
        Resource resource = byRoute.get(head.route());
        if (resource == null) {
            throw new IllegalStateException("nothing answers " + head.route());
        }
        try {
            return resource.answer(head, body);
        } catch (ProblemException e) {
            return CompletableFuture.completedFuture(e.problem().reply());
        }
    }

    private static Reply text(String contentType, String text) {
        return new Reply(200, Map.of(), new Reply.Body.Raw(contentType, Bytes.utf8(text)));
    }
}
