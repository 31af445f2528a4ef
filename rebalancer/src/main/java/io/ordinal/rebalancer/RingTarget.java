package io.ordinal.rebalancer;

import io.ordinal.ring.LeaderPreference;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.ReplicaSet;
import io.ordinal.ring.Ring;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who should hold what, by the ring of a map; reckoned once for each ring, since it takes a while. */
final class RingTarget {
    private @Nullable Ring ring;
    private final TreeMap<Long, ReplicaSet> sets = new TreeMap<>(Long::compareUnsigned);

    /** Goes by this ring from now on. */
    void take(Optional<Ring> now) {
        Ring next = now.orElse(null);
        if (Objects.equals(ring, next)) {
            return;
        }
        ring = next;
        sets.clear();
        if (next != null) {
            LeaderPreference.of(next).forEach(set -> sets.put(set.range().endInclusive(), set));
        }
    }

    /** Who should hold the arc that ends at {@code token}, or that it lies in: the preferred leader first. */
    List<NodeId> nodesAt(long token) {
        if (sets.isEmpty()) {
            return List.of();
        }
        Map.Entry<Long, ReplicaSet> found = sets.ceilingEntry(token);
        return (found == null ? sets.firstEntry() : found).getValue().nodes();
    }
}
