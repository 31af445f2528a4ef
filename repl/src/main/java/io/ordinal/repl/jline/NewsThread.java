package io.ordinal.repl.jline;

import io.ordinal.client.ClusterView;
import io.ordinal.client.OrdinalClient;
import io.ordinal.repl.ClusterHealth;
import io.ordinal.repl.ClusterNews;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Looks at the cluster once a second, so that the prompt is true and somebody who sits at it is told of changes. */
final class NewsThread implements AutoCloseable {
    private static final long PERIOD_MILLIS = 1_000;
    private static final Duration PATIENCE = Duration.ofMillis(800);

    private final OrdinalClient client;
    private final Consumer<List<String>> tell;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "ordinal-repl-news");
        made.setDaemon(true);
        return made;
    });
    private volatile ClusterNews newest;

    /** @param tell hears what is new, on this thread */
    NewsThread(OrdinalClient client, Consumer<List<String>> tell) {
        this.client = client;
        this.tell = tell;
        this.newest = look();
        ScheduledFuture<?> unused =
                thread.scheduleWithFixedDelay(this::lookAgain, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    ClusterHealth health() {
        return newest.health();
    }

    private ClusterNews look() {
        ClusterView view = client.cluster();
        return new ClusterNews(view, ClusterHealth.of(view, client.sync().statusOfAll(PATIENCE)));
    }

    private void lookAgain() {
        ClusterNews earlier = newest;
        ClusterNews now = look();
        newest = now;
        List<String> lines = now.since(earlier);
        if (!lines.isEmpty()) {
            tell.accept(lines);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
