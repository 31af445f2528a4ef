package io.ordinal.ring.zookeeper;

import io.ordinal.ring.CasOutcome;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.ClusterMapCodec;
import io.ordinal.ring.ClusterMapStore;
import io.ordinal.ring.MapTooLargeException;
import io.ordinal.ring.StoredMap;
import io.ordinal.ring.zookeeper.ZooKeeperRecord.Stored;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The cluster map in {@code /ordinal/<cluster>/map}. Only versions that follow the newest one seen are published.
 * Listeners are called by the session's thread.
 */
public final class ZooKeeperClusterMapStore implements ClusterMapStore, AutoCloseable {
    private final ZooKeeperRecord<ClusterMap> record;

    /** @param seenZxid the newest map transaction that this process's disk has seen; 0 for none */
    public ZooKeeperClusterMapStore(ZooKeeperSession session, long seenZxid) {
        record = new ZooKeeperRecord<>(session, "map", new MapFormat(), seenZxid);
    }

    @Override
    public Optional<StoredMap> current() {
        return record.current().map(ZooKeeperClusterMapStore::stored);
    }

    @Override
    public Subscription subscribe(Consumer<StoredMap> listener) {
        return record.subscribe(map -> listener.accept(stored(map)));
    }

    /** Calls {@code listener} when ZooKeeper shows an older map than before. Whoever is in office stops then. */
    public Subscription onWentBackInTime(Consumer<WentBackInTime> listener) {
        return record.onWentBackInTime(listener);
    }

    /** @throws MapTooLargeException if the map does not fit into ZooKeeper; nothing was sent, and trying again would not help */
    @Override
    public CompletionStage<CasOutcome> create(ClusterMap first) {
        return record.create(first);
    }

    /** @throws MapTooLargeException if the map does not fit into ZooKeeper; nothing was sent, and trying again would not help */
    @Override
    public CompletionStage<CasOutcome> compareAndSet(int expectedStoreVersion, ClusterMap next) {
        return record.compareAndSet(expectedStoreVersion, next);
    }

    @Override
    public CompletionStage<Optional<StoredMap>> readBack() {
        return record.readBack().thenApply(read -> read.map(ZooKeeperClusterMapStore::stored));
    }

    @Override
    public void close() {
        record.close();
    }

    private static StoredMap stored(Stored<ClusterMap> map) {
        return new StoredMap(map.value(), map.storeVersion(), map.zxid());
    }

    private static final class MapFormat implements RecordFormat<ClusterMap> {
        @Override
        public byte[] encode(ClusterMap map) {
            return ClusterMapCodec.encode(map);
        }

        @Override
        public ClusterMap decode(byte[] bytes) {
            return ClusterMapCodec.decode(bytes);
        }

        @Override
        public boolean mayFollow(ClusterMap earlier, ClusterMap later) {
            return later.cluster().equals(earlier.cluster())
                    && (later.version() > earlier.version() || later.id().equals(earlier.id()));
        }
    }
}
