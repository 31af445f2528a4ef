package io.ordinal.ring;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where the cluster map is kept. Only the rebalancer in office writes. Safe for use by any thread. */
public interface ClusterMapStore extends ClusterMapSource {
    /** Creates the first map; {@link CasOutcome#CONFLICT} if there is one already. Never completes exceptionally. */
    CompletionStage<CasOutcome> create(ClusterMap first);

    /** Replaces the map read as {@code expectedStoreVersion}. Atomic. Never completes exceptionally. */
    CompletionStage<CasOutcome> compareAndSet(int expectedStoreVersion, ClusterMap next);

    /**
     * Syncs with ZooKeeper's leader, reads the map and publishes it if newer. Completes exceptionally when ZooKeeper
     * cannot be reached. The result is empty while no map exists.
     */
    CompletionStage<Optional<StoredMap>> readBack();
}
