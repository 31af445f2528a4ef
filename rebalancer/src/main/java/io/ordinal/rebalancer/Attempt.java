package io.ordinal.rebalancer;

import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.StoredMap;
import org.jspecify.annotations.Nullable;

/**
 * A conditional write of the cluster map.
 *
 * @param replaces what it was decided on; null for the first map
 * @param what what it changes, for people
 */
record Attempt(ClusterMap next, @Nullable StoredMap replaces, String what) {
    boolean isIn(@Nullable StoredMap found) {
        return found != null && found.map().id().equals(next.id());
    }

    /** Whether {@code found} shows that the write did not happen so far; it may yet. */
    boolean isNotYetIn(@Nullable StoredMap found) {
        if (replaces == null || found == null) {
            return replaces == null && found == null;
        }
        return found.storeVersion() == replaces.storeVersion()
                && found.map().id().equals(replaces.map().id());
    }

    /** The map as it is stored once this is written: store versions start at 0 and rise by one per write. */
    StoredMap stored() {
        return replaces == null
                ? new StoredMap(next, 0, 0)
                : new StoredMap(next, replaces.storeVersion() + 1, replaces.zxid());
    }

    RebalancerEffect effect(long ticket) {
        return replaces == null
                ? new RebalancerEffect.CreateMap(ticket, next)
                : new RebalancerEffect.WriteMap(ticket, replaces.storeVersion(), next);
    }
}
