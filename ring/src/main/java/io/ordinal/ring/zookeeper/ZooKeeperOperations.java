package io.ordinal.ring.zookeeper;

import io.ordinal.ring.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.curator.CuratorZookeeperClient;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * ZooKeeper's operations as futures, each sent exactly once.
 *
 * <p>They go past Curator's own, which repeat a request whose connection broke: a conditional write that had happened
 * would then meet itself and be called a conflict. Operations started one after the other by one thread in one session
 * are carried out in that order. A future fails with a {@link KeeperException}, or with a {@link
 * java.util.concurrent.TimeoutException} after the session timeout; either way the operation may have happened unless the
 * code says otherwise. Futures complete on ZooKeeper's event thread: go on elsewhere.
 */
final class ZooKeeperOperations {
    /** A znode as it was read. */
    record Node(Bytes data, Stat stat) {}

    private final CuratorZookeeperClient client;
    private final Supplier<SessionState> state;
    private final long timeoutMillis;

    ZooKeeperOperations(CuratorZookeeperClient client, Supplier<SessionState> state, Duration timeout) {
        this.client = client;
        this.state = state;
        this.timeoutMillis = timeout.toMillis();
    }

    /** Empty if there is no such znode. */
    CompletableFuture<Optional<Node>> read(String path) {
        return call((zooKeeper, answer) -> zooKeeper.getData(
                path,
                false,
                (code, p, context, data, stat) -> {
                    // A znode that was created without data has none at all.
                    settleOrEmpty(
                            answer, code, path, () -> new Node(data == null ? Bytes.EMPTY : Bytes.wrap(data), stat));
                },
                null));
    }

    /** Empty if there is no such znode. */
    CompletableFuture<Optional<List<String>>> children(String path) {
        return call((zooKeeper, answer) -> zooKeeper.getChildren(
                path,
                false,
                (code, p, context, names, stat) -> settleOrEmpty(answer, code, path, () -> List.copyOf(names)),
                null));
    }

    CompletableFuture<Stat> create(String path, byte[] data, CreateMode mode) {
        return call((zooKeeper, answer) -> zooKeeper.create(
                path,
                data,
                ZooDefs.Ids.OPEN_ACL_UNSAFE,
                mode,
                (code, p, context, name, stat) -> settle(answer, code, path, () -> stat),
                null));
    }

    CompletableFuture<Stat> write(String path, byte[] data, int expectedVersion) {
        return call((zooKeeper, answer) -> zooKeeper.setData(
                path, data, expectedVersion, (code, p, context, stat) -> settle(answer, code, path, () -> stat), null));
    }

    CompletableFuture<Boolean> delete(String path, int expectedVersion) {
        return call((zooKeeper, answer) -> zooKeeper.delete(
                path, expectedVersion, (code, p, context) -> settle(answer, code, path, () -> true), null));
    }

    /** Makes the reads that follow in this session show everything that was written before it. */
    CompletableFuture<Boolean> sync(String path) {
        return call((zooKeeper, answer) ->
                zooKeeper.sync(path, (code, p, context) -> settle(answer, code, path, () -> true), null));
    }

    /** Sets a watch that stays, also on a path that does not exist yet. Setting it again does nothing. */
    CompletableFuture<Boolean> watch(String path, Watcher watcher) {
        return call((zooKeeper, answer) -> zooKeeper.addWatch(
                path,
                watcher,
                AddWatchMode.PERSISTENT,
                (code, p, context) -> settle(answer, code, path, () -> true),
                null));
    }

    /** The id of the session that the next operation would run in. */
    long sessionId() throws KeeperException {
        return connected().getSessionId();
    }

    private <T> CompletableFuture<T> call(BiConsumer<ZooKeeper, CompletableFuture<T>> send) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            send.accept(connected(), answer);
        } catch (KeeperException e) {
            answer.completeExceptionally(e);
        }
        return answer.orTimeout(timeoutMillis, TimeUnit.MILLISECONDS);
    }

    /** Without a connection nothing is queued: it would be sent at a time when nobody wants it any more. */
    private ZooKeeper connected() throws KeeperException {
        if (state.get() != SessionState.CONNECTED) {
            throw new KeeperException.ConnectionLossException();
        }
        try {
            return client.getZooKeeper();
        } catch (KeeperException e) {
            throw e;
        } catch (Exception e) { // all that Curator declares
            KeeperException loss = new KeeperException.ConnectionLossException();
            loss.initCause(e);
            throw loss;
        }
    }

    private static <T> void settle(CompletableFuture<T> answer, int code, String path, Supplier<T> result) {
        if (code == Code.OK.intValue()) {
            answer.complete(result.get());
        } else {
            answer.completeExceptionally(KeeperException.create(Code.get(code), path));
        }
    }

    private static <T> void settleOrEmpty(
            CompletableFuture<Optional<T>> answer, int code, String path, Supplier<T> result) {
        if (code == Code.NONODE.intValue()) {
            answer.complete(Optional.empty());
        } else {
            settle(answer, code, path, () -> Optional.of(result.get()));
        }
    }

    /** What ZooKeeper answered, out of the wrappers that futures put around it; null if it gave no answer. */
    static @Nullable Code codeOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KeeperException keeper) {
                return keeper.code();
            }
        }
        return null;
    }
}
