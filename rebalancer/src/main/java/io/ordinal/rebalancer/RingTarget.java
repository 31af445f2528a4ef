package io.ordinal.rebalancer;

import io.ordinal.ring.KnownNode;
import io.ordinal.ring.LeaderPreference;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.ReplicaSet;
import io.ordinal.ring.Ring;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who should hold what, by the ring of a map; reckoned once for each ring, since it takes a while. */
final class RingTarget {
    private @Nullable Ring ring;
    private final Map<NodeId, Member> members = new HashMap<>();
    private final TreeMap<Long, ReplicaSet> sets = new TreeMap<>(Long::compareUnsigned);

    /** Goes by this ring, and by what is known of nodes, from now on. */
    void take(Optional<Ring> now, List<KnownNode> nodes) {
        members.clear();
        nodes.forEach(node -> members.put(node.member().node(), node.member()));
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

    /** The members that the ring wants the range to have, the preferred leader first; those it has if there is no ring. */
    List<Member> wanted(RangeAssignment range) {
        if (sets.isEmpty()) {
            return range.members();
        }
        Map.Entry<Long, ReplicaSet> found = sets.ceilingEntry(range.tokens().endInclusive());
        return (found == null ? sets.firstEntry() : found)
                .getValue().nodes().stream()
                        .map(node -> Objects.requireNonNull(members.get(node), "a node of the ring is not known"))
                        .toList();
    }

    /** Who of the range's members should go for another to come: one that is down, if there is such a one. */
    Optional<Member> leaving(RangeAssignment range, NodeView.Verdict verdict) {
        List<Member> wanted = wanted(range);
        List<Member> superfluous = range.members().stream()
                .filter(member -> !wanted.contains(member))
                .toList();
        return superfluous.stream()
                .filter(member -> !verdict.isUp(member))
                .findFirst()
                .or(() -> superfluous.stream().findFirst());
    }
}
