package io.ordinal.ring.zookeeper;

import io.ordinal.ring.ClusterMapSource.Subscription;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who want to hear of a thing. All of them are called by the session's thread, one that throws hurts no other. */
final class Listeners<T> {
    private static final Logger log = LoggerFactory.getLogger(Listeners.class);

    private final SessionThread thread;
    private final List<Entry<T>> entries = new CopyOnWriteArrayList<>();

    Listeners(SessionThread thread) {
        this.thread = thread;
    }

    /**
     * Adds {@code listener}, telling it first what {@code current} gives then. Once the result is closed no further call
     * begins.
     */
    Subscription subscribe(Consumer<T> listener, Supplier<Optional<T>> current) {
        Entry<T> entry = new Entry<>(listener);
        thread.offer(() -> {
            current.get().ifPresent(entry::tell);
            entries.add(entry);
        });
        return () -> {
            entry.closed = true;
            thread.offer(() -> entries.remove(entry));
        };
    }

    /** To be called by the session's thread. */
    void tell(T news) {
        entries.forEach(entry -> entry.tell(news));
    }

    private static final class Entry<T> {
        private final Consumer<T> listener;
        private volatile boolean closed;

        private Entry(Consumer<T> listener) {
            this.listener = listener;
        }

        private void tell(T news) {
            if (closed) {
                return;
            }
            try {
                listener.accept(news);
            } catch (RuntimeException e) {
                log.error("a listener failed; the others are told all the same", e);
            }
        }
    }
}
