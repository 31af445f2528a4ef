package io.ordinal.launcher;

import io.ordinal.node.file.DataFolder;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.StoredMap;
import io.ordinal.ring.zookeeper.ZooKeeperClusterMapStore;
import io.ordinal.ring.zookeeper.ZooKeeperSession;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** {@code ordinal node --rebuild}: sets a node's data aside, if the others can fill it again. */
final class Rebuild {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final long PATIENCE_SECONDS = 30;

    private Rebuild() {}

    /**
     * Does it, before journal and table are opened.
     *
     * @param acceptLoss also where too few others are left to bring the node level
     * @throws LaunchException if they are too few, or the map cannot be read; nothing was moved then
     */
    static void run(
            DataFolder folder, ZooKeeperSession session, Member self, boolean acceptLoss, Consumer<String> progress)
            throws InterruptedException {
        if (!acceptLoss) {
            readMap(session).ifPresent(stored -> requireOthers(stored.map(), self));
        }
        Path aside = folder.setAside(DATE.format(Instant.now()));
        progress.accept("node " + self.node() + " starts empty, and is filled by the others; what it had is in " + aside
                + ": delete that folder when the node is level");
    }

    /** Who is brought level does not count meanwhile, so the others must be a majority by themselves. */
    static void requireOthers(ClusterMap map, Member self) {
        long alone = map.ranges().stream()
                .filter(range -> needs(range.members(), self) || needs(range.previous(), self))
                .map(RangeAssignment::id)
                .count();
        if (alone > 0) {
            throw new LaunchException(
                    ExitCode.FAILED,
                    "node " + self.node() + " cannot be rebuilt: in " + alone
                            + " of its ranges the other members are no"
                            + " majority, so nobody can bring it level (replication factor "
                            + map.replicationFactor()
                            + "). With --accept-loss as well it starts empty, and what it alone held is lost");
        }
    }

    private static boolean needs(List<Member> members, Member self) {
        int others = members.size() - 1;
        return members.contains(self) && others <= members.size() / 2;
    }

    private static Optional<StoredMap> readMap(ZooKeeperSession session) throws InterruptedException {
        try (ZooKeeperClusterMapStore maps = new ZooKeeperClusterMapStore(session, 0)) {
            return maps.readBack().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new LaunchException(
                    ExitCode.FAILED,
                    "the cluster map could not be read, so nothing was set aside: is ZooKeeper well? Try again",
                    e);
        }
    }
}
