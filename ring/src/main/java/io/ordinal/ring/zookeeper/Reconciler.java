package io.ordinal.ring.zookeeper;

import io.ordinal.ring.ClusterMapSource.Subscription;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a pass that compares what is known here with what ZooKeeper shows: on every connect, whenever the watch on its
 * path fires, and at every reconcile interval whether it fired or not.
 *
 * <p>The watch is for speed alone. Watches are lost while disconnected, and caches that trust them swallow a
 * delete+create of a znode. Each pass sets the watch before it reads, in the same session, so that no change can fall
 * between the two. Passes never overlap: what happens during one causes one more behind it.
 */
final class Reconciler implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

    private final ZooKeeperSession session;
    private final String path;
    private final Supplier<? extends CompletionStage<?>> pass;
    // One object for ever: ZooKeeper keeps watchers in a set, so that setting it again costs nothing.
    private final Watcher watcher = this::hint;

    // Touched by the session's thread alone.
    private boolean running;
    private boolean again;
    private boolean closed;

    private final Subscription states;
    private final Future<?> timer;

    /** @param pass started on the session's thread; must read {@code path} itself and fail, not hang, if it cannot */
    Reconciler(ZooKeeperSession session, String path, Supplier<? extends CompletionStage<?>> pass) {
        this.session = session;
        this.path = path;
        this.pass = pass;
        states = session.subscribe(state -> reconcile());
        timer = session.thread().every(session.settings().reconcileInterval(), this::reconcile);
    }

    /** Asks for a pass soon. For any thread. */
    void trigger() {
        session.thread().offer(this::reconcile);
    }

    /** No pass begins once this was called on the session's thread; one that runs is finished. */
    @Override
    public void close() {
        states.close();
        timer.cancel(false);
        session.thread().offer(() -> closed = true);
    }

    private void hint(WatchedEvent event) {
        if (event.getType() != Watcher.Event.EventType.None) {
            trigger();
        }
    }

    private void reconcile() {
        if (closed || session.state() != SessionState.CONNECTED) {
            return;
        }
        if (running) {
            again = true;
            return;
        }
        running = true;
        again = false;
        // Sent first and not waited for: one session's requests are carried out in order.
        CompletionStage<Boolean> watched =
                session.operations().watch(path, watcher).exceptionally(this::withoutWatch);
        watched.thenCombine(pass.get(), (set, compared) -> set)
                .whenCompleteAsync((set, failure) -> ended(failure), session.thread());
    }

    private boolean withoutWatch(Throwable failure) {
        log.debug("path={} has no watch now, changes show at the next reconcile", path, failure);
        return false;
    }

    private void ended(@Nullable Throwable failure) {
        running = false;
        if (failure != null) {
            log.debug("path={} could not be compared, it is tried again", path, failure);
        } else if (again) {
            reconcile();
        }
    }
}
