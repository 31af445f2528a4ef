package io.ordinal.ring.zookeeper;

import io.ordinal.ring.CasOutcome;
import io.ordinal.ring.ClusterMapSource.Subscription;
import io.ordinal.ring.MalformedRecordException;
import io.ordinal.ring.zookeeper.ZooKeeperOperations.Node;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One record in one znode, written by compare-and-set and followed by all.
 *
 * <p>What is published only ever gets newer. A state that is older than one seen before is first checked with a sync,
 * since a new session may meet a server that lags; if it stays, it is reported as {@link WentBackInTime}.
 *
 * <p>Safe for use by any thread. Listeners are called by the session's thread; futures complete there too.
 */
public final class ZooKeeperRecord<T> implements AutoCloseable {
    /**
     * A record as it was read.
     *
     * @param storeVersion what a conditional write of its successor names
     * @param zxid the transaction that wrote it
     */
    public record Stored<T>(T value, int storeVersion, long zxid) {}

    /** ZooKeeper's limit for a request (jute.maxbuffer, 1 MiB - 1) less what stands around the data. */
    public static final int MAX_BYTES = 1_048_575 - 1_024;

    private static final Logger log = LoggerFactory.getLogger(ZooKeeperRecord.class);

    private final ZooKeeperSession session;
    private final String path;
    private final RecordFormat<T> format;
    private final Listeners<Stored<T>> listeners;
    private final Listeners<WentBackInTime> alarms;
    private final Reconciler reconciler;
    private volatile @Nullable Stored<T> current;
    private volatile @Nullable WentBackInTime alarm;

    // Touched by the session's thread alone.
    private long seenZxid;
    private long unreadableZxid;

    /**
     * @param name the znode's name below the cluster's path
     * @param seenZxid the newest transaction that this process's disk has seen there; 0 for none. Older states are
     *     never published
     */
    public ZooKeeperRecord(ZooKeeperSession session, String name, RecordFormat<T> format, long seenZxid) {
        this.session = session;
        this.path = session.settings().clusterPath() + "/" + name;
        this.format = format;
        this.seenZxid = seenZxid;
        listeners = new Listeners<>(session.thread());
        alarms = new Listeners<>(session.thread());
        reconciler = new Reconciler(session, path, this::compare);
    }

    /** The newest state known here. Never blocks. */
    public Optional<Stored<T>> current() {
        return Optional.ofNullable(current);
    }

    public Subscription subscribe(Consumer<Stored<T>> listener) {
        return listeners.subscribe(listener, this::current);
    }

    /** Calls {@code listener} when ZooKeeper shows an older state than before, once per state; at once if it does. */
    public Subscription onWentBackInTime(Consumer<WentBackInTime> listener) {
        return alarms.subscribe(listener, () -> Optional.ofNullable(alarm));
    }

    /**
     * Writes the first state. Completes normally, always.
     *
     * @throws IllegalArgumentException if the record is larger than {@link #MAX_BYTES}
     */
    public CompletionStage<CasOutcome> create(T first) {
        byte[] data = encode(first);
        return outcomeOf(session.operations().create(path, data, CreateMode.PERSISTENT), first);
    }

    /**
     * Replaces the state read as {@code expectedStoreVersion}. Atomic, sent once. Completes normally, always.
     *
     * @throws IllegalArgumentException if the record is larger than {@link #MAX_BYTES}
     */
    public CompletionStage<CasOutcome> compareAndSet(int expectedStoreVersion, T next) {
        if (expectedStoreVersion < 0) {
            throw new IllegalArgumentException(
                    "a version is at least 0: " + expectedStoreVersion + " would overwrite whatever is there");
        }
        byte[] data = encode(next);
        return outcomeOf(session.operations().write(path, data, expectedStoreVersion), next);
    }

    /**
     * Syncs with ZooKeeper's leader and reads. Empty while there is no record, which after an {@link
     * CasOutcome#UNKNOWN} create means <em>not yet</em>. Completes exceptionally when ZooKeeper cannot be reached, went
     * back in time ({@link WentBackInTimeException}) or holds something unreadable ({@link IllegalStateException}).
     */
    public CompletionStage<Optional<Stored<T>>> readBack() {
        CompletableFuture<Boolean> synced = session.operations().sync(path);
        // Sent right behind the sync: one session's requests are answered in order.
        return synced.thenCombine(session.operations().read(path), (done, node) -> node)
                .thenApplyAsync(this::adopt, session.thread());
    }

    /** Ends the watching; what was published stays. */
    @Override
    public void close() {
        reconciler.close();
    }

    private byte[] encode(T record) {
        byte[] data = format.encode(record);
        if (data.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    path + " would be " + data.length + " bytes long; ZooKeeper holds at most " + MAX_BYTES);
        }
        return data;
    }

    private CompletionStage<CasOutcome> outcomeOf(CompletableFuture<Stat> written, T value) {
        return written.handleAsync(
                        (stat, failure) -> {
                            if (failure == null) {
                                adoptOwn(new Stored<>(value, stat.getVersion(), stat.getMzxid()));
                                return CasOutcome.WRITTEN;
                            }
                            Code code = ZooKeeperOperations.codeOf(failure);
                            if (code == Code.BADVERSION || code == Code.NODEEXISTS) {
                                return CasOutcome.CONFLICT;
                            }
                            log.warn("path={} outcome=unknown", path, failure);
                            return CasOutcome.UNKNOWN;
                        },
                        session.thread())
                .exceptionally(closedMeanwhile -> CasOutcome.UNKNOWN);
    }

    private void adoptOwn(Stored<T> own) {
        if (own.zxid() > seenZxid && mayBePublished(own)) {
            publish(own);
        }
    }

    /**
     * The regular pass: a read without sync, which is cheap, and one with it only if that looks wrong. The first state of
     * all is read with it: it is no older than this process, which a node that has forgotten its promises relies on.
     */
    private CompletionStage<?> compare() {
        if (current == null) {
            return readBack();
        }
        return session.operations()
                .read(path)
                .thenComposeAsync(
                        node -> {
                            if (isOld(node)) {
                                return readBack();
                            }
                            return CompletableFuture.completedFuture(adopt(node));
                        },
                        session.thread());
    }

    private boolean isOld(Optional<Node> node) {
        return node.map(present -> present.stat().getMzxid()).orElse(0L) < seenZxid;
    }

    private Optional<Stored<T>> adopt(Optional<Node> node) {
        if (isOld(node)) {
            throw wentBack(
                    node.map(present -> present.stat().getMzxid()).orElse(0L),
                    node.isPresent() ? "an older transaction" : "the record is gone");
        }
        if (node.isEmpty()) {
            return Optional.empty();
        }
        Stat stat = node.get().stat();
        Stored<T> known = current;
        if (known != null && known.zxid() == stat.getMzxid() && known.storeVersion() == stat.getVersion()) {
            return Optional.of(known);
        }
        Stored<T> shown = new Stored<>(decode(node.get()), stat.getVersion(), stat.getMzxid());
        if (!mayBePublished(shown)) {
            throw wentBack(shown.zxid(), "its content is none that follows the one seen before");
        }
        publish(shown);
        return Optional.of(shown);
    }

    private boolean mayBePublished(Stored<T> shown) {
        Stored<T> known = current;
        return known == null || format.mayFollow(known.value(), shown.value());
    }

    private void publish(Stored<T> newer) {
        seenZxid = newer.zxid();
        current = newer;
        alarm = null;
        listeners.tell(newer);
    }

    private T decode(Node node) {
        try {
            return format.decode(node.data().array());
        } catch (MalformedRecordException | IllegalArgumentException e) {
            long zxid = node.stat().getMzxid();
            if (unreadableZxid != zxid) {
                unreadableZxid = zxid;
                log.error(
                        "path={} zxid={} is unreadable, the last readable state stays: {}", path, zxid, e.getMessage());
            }
            throw new IllegalStateException(path + " is unreadable: " + e.getMessage(), e);
        }
    }

    private CompletionException wentBack(long shownZxid, String detail) {
        WentBackInTime news = new WentBackInTime(path, seenZxid, shownZxid, detail);
        if (!news.equals(alarm)) {
            alarm = news;
            log.error("{}", news);
            alarms.tell(news);
        }
        return new CompletionException(new WentBackInTimeException(news));
    }
}
