package io.ordinal.ring.zookeeper;

import io.ordinal.ring.ClusterId;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;

/** The cluster's place in ZooKeeper and the id in it, which whoever comes first makes for all. */
final class ClusterIdentity {
    private static final String FORMAT = "ordinal-cluster/1";

    private final ZooKeeperOperations operations;
    private final String clusterPath;

    ClusterIdentity(ZooKeeperOperations operations, String clusterPath) {
        this.operations = operations;
        this.clusterPath = clusterPath;
    }

    CompletableFuture<ClusterId> createIfAbsent() {
        byte[] proposal =
                new TextRecord(FORMAT).with("id", UUID.randomUUID().toString()).encode();
        byte[] nothing = new byte[0];
        return ensure("/ordinal", nothing)
                .thenCompose(done -> ensure(clusterPath, nothing))
                .thenCompose(done -> ensure(clusterPath + "/members", nothing))
                .thenCompose(done -> ensure(clusterPath + "/id", proposal))
                // Read, never assumed: somebody else's proposal may have been first.
                .thenCompose(done -> find())
                .thenApply(found -> found.orElseThrow(
                        () -> new IllegalArgumentException(clusterPath + "/id vanished while it was made")));
    }

    CompletableFuture<Optional<ClusterId>> find() {
        return operations
                .sync(clusterPath)
                .thenCombine(
                        operations.read(clusterPath + "/id"),
                        (synced, node) ->
                                node.map(present -> decode(present.data().array())));
    }

    /** Whether a failure means only that no answer came. */
    static boolean mayBeRepeated(Throwable failure) {
        Code code = ZooKeeperOperations.codeOf(failure);
        if (code == null) {
            return isTimeout(failure);
        }
        return switch (code) {
            case CONNECTIONLOSS, SESSIONEXPIRED, OPERATIONTIMEOUT, REQUESTTIMEOUT, SESSIONMOVED -> true;
            default -> false;
        };
    }

    private static boolean isTimeout(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }

    private ClusterId decode(byte[] data) {
        try {
            return new ClusterId(TextRecord.decode(FORMAT, data).uuid("id"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(clusterPath + "/id is unreadable: " + e.getMessage(), e);
        }
    }

    private CompletableFuture<Boolean> ensure(String path, byte[] data) {
        return operations
                .create(path, data, CreateMode.PERSISTENT)
                .thenApply(stat -> true)
                .exceptionally(failure -> {
                    if (ZooKeeperOperations.codeOf(failure) == Code.NODEEXISTS) {
                        return true;
                    }
                    throw new CompletionException(failure);
                });
    }
}
