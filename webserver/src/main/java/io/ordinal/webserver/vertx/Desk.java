package io.ordinal.webserver.vertx;

import io.ordinal.webserver.Admission;
import io.ordinal.webserver.HostGuard;
import io.ordinal.webserver.Resources;
import io.ordinal.webserver.jackson.Json;
import io.ordinal.webserver.micrometer.ServerMetrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.Callable;

/** What the exchanges of a server share. All but {@code resources} and {@code json} belong to its event loop. */
record Desk(
        Context loop,
        Resources resources,
        HostGuard guard,
        Json json,
        Admission admission,
        Connections connections,
        ServerMetrics metrics,
        WebLimits limits) {
    /** Runs {@code task} on the event loop, where all exchanges run. */
    void onLoop(Runnable task) {
        loop.runOnContext(ignored -> task.run());
    }

    /** Runs {@code task} on the event loop in so long. */
    void later(Duration time, Runnable task) {
        long unused = loop.owner().setTimer(time.toMillis(), timer -> task.run());
    }

    /** Runs {@code task} beside the event loop; the future completes on it. */
    <T> Future<T> beside(Callable<T> task) {
        return loop.executeBlocking(task, false);
    }
}
