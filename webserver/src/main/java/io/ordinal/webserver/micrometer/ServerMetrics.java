package io.ordinal.webserver.micrometer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.ordinal.client.OrdinalClient;
import io.ordinal.webserver.MovesBoard;
import io.ordinal.webserver.Route;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counts and times requests, and shows what the client under them knows. Safe for use by any thread. */
public final class ServerMetrics implements AutoCloseable {
    /** Buckets from a read that finds all in memory to an operation that reaches its deadline. */
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MeterProvider<Timer> requests = Timer.builder("ordinal.http.requests")
            .description("Requests by route, method and status, from head to the end of the answer")
            .serviceLevelObjectives(BUCKETS)
            .withRegistry(registry);

    public ServerMetrics(OrdinalClient client, MovesBoard moves) {
        gauge("ordinal.client.highest.sequence", "The highest number seen in any answer", client::highestSequence);
        gauge(
                "ordinal.client.map.version",
                "The version of the newest cluster map known; 0 for none",
                () -> client.cluster().mapVersion());
        gauge(
                "ordinal.client.nodes.present",
                "Nodes that are registered",
                () -> client.cluster().present().size());
        gauge("ordinal.cluster.moves", "Moves of a replica from node to node that are under way", moves::underWay);
        gauge("ordinal.cluster.moves.bytes.per.second", "What these moves copy, lately", moves::bytesPerSecond);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
    }

    /** Shows how many requests are in hand, and how many connections are open; both asked at each scrape. */
    public void watch(IntSupplier requestsInHand, IntSupplier connections) {
        gauge("ordinal.http.requests.in.hand", "Requests that are being read or answered", requestsInHand::getAsInt);
        gauge("ordinal.http.connections", "Connections that are open", connections::getAsInt);
    }

    /** @param route null if the request named none */
    public void answered(@Nullable Route route, String method, int status, long nanos) {
        requests.withTags(Tags.of(
                        "route", route == null ? "none" : route.template(),
                        "method", route == null ? "any" : method,
                        "status", Integer.toString(status)))
                .record(Duration.ofNanos(nanos));
    }

    /** All of it, in the text format of Prometheus. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        registry.close();
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value)
                .description(description)
                .strongReference(true)
                .register(registry);
    }
}
