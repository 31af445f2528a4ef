package io.ordinal.client;

import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Key;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.Registration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as this client knows it. Immutable.
 *
 * @param map null before the first was learned
 * @param present the nodes that are registered, sorted by node id; one without ranges is among them
 */
public record ClusterView(@Nullable ClusterMap map, List<Registration> present) {
    public static final ClusterView EMPTY = new ClusterView(null, List.of());

    public ClusterView {
        present = List.copyOf(present);
    }

    public Optional<ClusterMap> mapIfAny() {
        return Optional.ofNullable(map);
    }

    /** 0 before the first map. */
    public long mapVersion() {
        return map == null ? 0 : map.version();
    }

    public Optional<Registration> registration(NodeId node) {
        for (Registration registration : present) {
            if (registration.member().node().equals(node)) {
                return Optional.of(registration);
            }
        }
        return Optional.empty();
    }

    /** The member's registration; that of another disk under the same node id does not count. */
    public Optional<Registration> registration(Member member) {
        return registration(member.node()).filter(found -> found.member().equals(member));
    }

    /** Every node that is present or that the map remembers, sorted. */
    public List<NodeId> nodes() {
        TreeSet<NodeId> nodes = new TreeSet<>();
        present.forEach(registration -> nodes.add(registration.member().node()));
        if (map != null) {
            for (KnownNode known : map.nodes()) {
                nodes.add(known.member().node());
            }
        }
        return List.copyOf(nodes);
    }

    public Optional<RangeAssignment> rangeOf(Key key) {
        return map == null ? Optional.empty() : Optional.of(map.rangeOf(key.token()));
    }
}
