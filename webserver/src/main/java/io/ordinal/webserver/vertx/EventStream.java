package io.ordinal.webserver.vertx;

import io.ordinal.webserver.Reply;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Server-sent events, one a second, until the connection is closed. An event that a slow reader has no room for is left
 * out: the next one tells more. Belongs to the server's event loop.
 */
final class EventStream {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Desk desk;
    private final HttpServerResponse response;
    private final Reply.Body.Events events;
    private boolean ended;

    EventStream(Desk desk, HttpServerResponse response, Reply.Body.Events events) {
        this.desk = desk;
        this.response = response;
        this.events = events;
    }

    /** @param failed told once if an event cannot be made, which is a bug; nothing is written any more then */
    void begin(Consumer<Throwable> failed) {
        response.putHeader("Content-Type", Reply.Body.Events.CONTENT_TYPE);
        response.setChunked(true);
        next(failed);
    }

    /** Nobody listens any more. */
    void end() {
        ended = true;
    }

    private void next(Consumer<Throwable> failed) {
        if (ended) {
            return;
        }
        if (response.writeQueueFull()) {
            desk.later(EVERY, () -> next(failed));
            return;
        }
        events.next()
                .get()
                .whenComplete((event, failure) -> desk.onLoop(() -> {
                    if (failure != null) {
                        failed.accept(failure);
                    } else if (!ended) {
                        write(event);
                        desk.later(EVERY, () -> next(failed));
                    }
                }));
    }

    private void write(Reply.Event event) {
        String data = new String(desk.json().write(event.tree()), StandardCharsets.UTF_8);
        response.write("event: " + event.name() + "\ndata: " + data + "\n\n");
    }
}
