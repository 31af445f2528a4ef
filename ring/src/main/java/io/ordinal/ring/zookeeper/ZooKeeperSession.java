package io.ordinal.ring.zookeeper;

import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMapSource.Subscription;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryOneTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process's standing connection to one cluster's records in ZooKeeper. It survives broken connections and opens a new
 * session when one expires; what was ephemeral is then announced again by {@link ZooKeeperMembers}.
 *
 * <p>Safe for use by any thread. All listeners, also those of the stores built on it, are called by its one thread, in
 * order; they must not block it, and must not call the waiting methods of this class.
 */
public final class ZooKeeperSession implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ZooKeeperSession.class);
    private static final Duration FIRST_MESSAGE_AFTER = Duration.ofSeconds(1);
    private static final Duration NEXT_MESSAGE_AFTER = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER = Duration.ofMillis(100);

    private final ZooKeeperSettings settings;
    private final SessionThread thread;
    private final CuratorFramework curator;
    private final ZooKeeperOperations operations;
    private final ClusterIdentity identity;
    private final Listeners<SessionState> listeners;
    private volatile SessionState state = SessionState.CONNECTING;
    private volatile CompletableFuture<SessionState> nextChange = new CompletableFuture<>();

    /** What listeners heard last; touched by the session's thread alone. */
    private SessionState told = SessionState.CONNECTING;

    private ZooKeeperSession(ZooKeeperSettings settings) {
        this.settings = settings;
        thread = new SessionThread("zookeeper-" + settings.clusterName());
        listeners = new Listeners<>(thread);
        int timeoutMillis = Math.toIntExact(settings.sessionTimeout().toMillis());
        curator = CuratorFrameworkFactory.builder()
                .connectString(settings.connectString())
                .sessionTimeoutMs(timeoutMillis)
                .connectionTimeoutMs(timeoutMillis)
                // Nothing here goes through Curator's retries, see ZooKeeperOperations.
                .retryPolicy(new RetryOneTime(1))
                // The operator's list of servers is the truth: addresses that servers know themselves by may not be
                // reachable from here.
                .ensembleTracker(false)
                .build();
        operations = new ZooKeeperOperations(curator.getZookeeperClient(), () -> state, settings.sessionTimeout());
        identity = new ClusterIdentity(operations, settings.clusterPath());
        curator.getConnectionStateListenable().addListener((client, change) -> enter(meaningOf(change)));
    }

    /** Begins to connect and returns at once, whether ZooKeeper is there or not. */
    public static ZooKeeperSession start(ZooKeeperSettings settings) {
        ZooKeeperSession session = new ZooKeeperSession(settings);
        session.curator.start();
        return session;
    }

    /** How things stand now. It changes before listeners are told. */
    public SessionState state() {
        return state;
    }

    public ZooKeeperSettings settings() {
        return settings;
    }

    /** Calls {@code listener} with the present state and with every change. On SUSPENDED, stop acting in an office. */
    public Subscription subscribe(Consumer<SessionState> listener) {
        // The state that was told last, not the present one: changes under way would be told twice otherwise.
        return listeners.subscribe(listener, () -> Optional.of(told));
    }

    /**
     * Waits until connected, for as long as it takes. {@code progress} hears after a second, and then every five, that
     * ZooKeeper is not reachable; and once more when it is.
     *
     * @throws IllegalStateException when the session is closed meanwhile
     */
    public void awaitConnected(Consumer<String> progress) throws InterruptedException {
        awaitConnected(Duration.ofDays(365), progress);
    }

    /** Like {@link #awaitConnected(Consumer)} but gives up after {@code atMost}; false then. */
    public boolean awaitConnected(Duration atMost, Consumer<String> progress) throws InterruptedException {
        long start = System.nanoTime();
        Duration nextMessage = FIRST_MESSAGE_AFTER;
        while (true) {
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            if (waited.compareTo(nextMessage) >= 0) {
                progress.accept("ZooKeeper at " + settings.connectString() + " is not reachable, waiting for it ("
                        + waited.toSeconds() + " s so far)");
                nextMessage = nextMessage.plus(NEXT_MESSAGE_AFTER);
            }
            if (awaitChange(shorter(nextMessage, atMost).minus(waited))) {
                if (nextMessage.compareTo(FIRST_MESSAGE_AFTER) > 0) {
                    progress.accept("ZooKeeper at " + settings.connectString() + " is reachable");
                }
                return true;
            }
            if (waited.compareTo(atMost) >= 0) {
                return false;
            }
        }
    }

    /**
     * Waits for ZooKeeper and creates the cluster's place in it unless it is there. Safe to repeat.
     *
     * @return the cluster's identity, the same for everybody who ever joins it
     * @throws IllegalStateException when ZooKeeper refuses, or holds something unreadable in the cluster's place
     */
    public ClusterId joinCluster(Consumer<String> progress) throws InterruptedException {
        return untilAnswered(progress, identity::createIfAbsent);
    }

    /** Waits for ZooKeeper and reads the cluster's identity; empty if nobody has created the cluster. */
    public Optional<ClusterId> findCluster(Consumer<String> progress) throws InterruptedException {
        return untilAnswered(progress, identity::find);
    }

    /** Ends the session, so that its ephemerals vanish at once. Closing twice does nothing. */
    @Override
    public void close() {
        enter(SessionState.CLOSED);
        curator.close();
        thread.close();
    }

    ZooKeeperOperations operations() {
        return operations;
    }

    SessionThread thread() {
        return thread;
    }

    private interface Question<T> {
        Future<T> ask();
    }

    private <T> T untilAnswered(Consumer<String> progress, Question<T> question) throws InterruptedException {
        while (true) {
            awaitConnected(progress);
            try {
                return question.ask().get();
            } catch (ExecutionException e) {
                if (!ClusterIdentity.mayBeRepeated(e)) {
                    throw new IllegalStateException(
                            "ZooKeeper at " + settings.connectString() + " does not give the cluster '"
                                    + settings.clusterName() + "': "
                                    + e.getCause().getMessage(),
                            e);
                }
                log.debug("asking ZooKeeper again", e);
                await(nextChange, RETRY_AFTER);
            }
        }
    }

    /** True as soon as connected, false when {@code atMost} has passed or something else has changed. */
    private boolean awaitChange(Duration atMost) throws InterruptedException {
        // Taken before the state is looked at: no change can fall between the two.
        CompletableFuture<SessionState> change = nextChange;
        if (state != SessionState.CONNECTED && state != SessionState.CLOSED) {
            await(change, atMost);
        }
        if (state == SessionState.CLOSED) {
            throw new IllegalStateException("the ZooKeeper session was closed while waiting for it");
        }
        return state == SessionState.CONNECTED;
    }

    private static void await(CompletableFuture<SessionState> change, Duration atMost) throws InterruptedException {
        try {
            SessionState next = change.get(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS);
            log.trace("state={} while waiting", next);
        } catch (TimeoutException e) {
            log.trace("no change within {}", atMost);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a change of state cannot fail", e);
        }
    }

    private synchronized void enter(SessionState next) {
        if (state == SessionState.CLOSED || state == next) {
            return;
        }
        CompletableFuture<SessionState> change = nextChange;
        state = next;
        nextChange = new CompletableFuture<>();
        change.complete(next);
        // Handed over under the lock, so that changes are told in the order in which they happened.
        thread.offer(() -> tell(next));
    }

    private void tell(SessionState next) {
        log.info("zookeeper={} cluster={} state={}", settings.connectString(), settings.clusterName(), next);
        told = next;
        listeners.tell(next);
    }

    private static SessionState meaningOf(ConnectionState change) {
        return switch (change) {
            case CONNECTED, RECONNECTED -> SessionState.CONNECTED;
            // A read-only server belongs to a minority: nothing may rest on what it shows.
            case SUSPENDED, READ_ONLY -> SessionState.SUSPENDED;
            case LOST -> SessionState.LOST;
        };
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
