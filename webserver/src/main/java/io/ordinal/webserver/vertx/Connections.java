package io.ordinal.webserver.vertx;

import io.vertx.core.http.HttpConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The open connections, and what each is waited for: a head, a body, or nothing. One that keeps the server waiting too
 * long is cut off. Belongs to the server's event loop.
 */
final class Connections {
    private final Map<HttpConnection, Wait> open = new HashMap<>();
    private final int max;

    /** @param slow what to do when {@code untilNanos} has passed */
    private record Wait(long untilNanos, Runnable slow) {}

    Connections(int max) {
        this.max = max;
    }

    int count() {
        return open.size();
    }

    /** Takes a new connection, whose first head must be there by {@code untilNanos}; false if there are too many. */
    boolean opened(HttpConnection connection, long untilNanos) {
        if (open.size() >= max) {
            return false;
        }
        connection.closeHandler(closed -> open.remove(connection));
        awaitHead(connection, untilNanos);
        return true;
    }

    /** The connection is cut if no further head is complete by {@code untilNanos}. */
    void awaitHead(HttpConnection connection, long untilNanos) {
        open.put(connection, new Wait(untilNanos, connection::close));
    }

    /** {@code slow} is called if nothing else was awaited by {@code untilNanos}. */
    void awaitBody(HttpConnection connection, long untilNanos, Runnable slow) {
        set(connection, new Wait(untilNanos, slow));
    }

    /** The connection waits for us now. */
    void awaitNothing(HttpConnection connection) {
        set(connection, null);
    }

    private void set(HttpConnection connection, @Nullable Wait wait) {
        if (open.containsKey(connection)) {
            open.put(connection, wait);
        }
    }

    /** Sees to those that are late. To be called often. */
    void sweep(long nowNanos) {
        new ArrayList<>(open.entrySet()).forEach(entry -> {
            Wait wait = entry.getValue();
            if (wait != null && nowNanos - wait.untilNanos() >= 0) {
                open.put(entry.getKey(), null);
                wait.slow().run();
            }
        });
    }
}
