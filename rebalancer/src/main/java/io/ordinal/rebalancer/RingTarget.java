package io.ordinal.rebalancer;

import io.ordinal.ring.KnownNode;
import io.ordinal.ring.LeaderPreference;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.ReplicaSet;
import io.ordinal.ring.VirtualNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Who should hold what, by the ring of a map; reckoned once for each ring, since it takes a while. */
final class RingTarget {
    private List<VirtualNode> virtualNodes = List.of();
    private List<KnownNode> nodes = List.of();

    /** Who should hold the keys up to a token from the last one before it on, the preferred leader first. */
    private final TreeMap<Long, List<Member>> sets = new TreeMap<>(Long::compareUnsigned);

    /** Goes by the ring of this draft from now on. */
    void take(Draft draft) {
        if (draft.plan().virtualNodes().equals(virtualNodes) && draft.nodes().equals(nodes)) {
            return;
        }
        virtualNodes = draft.plan().virtualNodes();
        nodes = draft.nodes();
        Map<NodeId, Member> members = new HashMap<>();
        nodes.forEach(node -> members.put(node.member().node(), node.member()));
        sets.clear();
        draft.ring()
                .ifPresent(ring -> LeaderPreference.of(ring)
                        .forEach(set -> sets.put(set.range().endInclusive(), members(set, members))));
    }

    private static List<Member> members(ReplicaSet set, Map<NodeId, Member> members) {
        return set.nodes().stream()
                .map(node -> Objects.requireNonNull(members.get(node), "a node of the ring is not known"))
                .toList();
    }

    /** The members that the ring wants the range to have, the preferred leader first; those it has if there is no ring. */
    List<Member> wanted(RangeAssignment range) {
        if (sets.isEmpty()) {
            return range.members();
        }
        Map.Entry<Long, List<Member>> found = sets.ceilingEntry(range.tokens().endInclusive());
        return (found == null ? sets.firstEntry() : found).getValue();
    }

    /** Where the ring wants a boundary inside the range; the first, if there are several. */
    Optional<Long> boundaryInside(RangeAssignment range) {
        if (sets.isEmpty()) {
            return Optional.empty();
        }
        Long next = sets.higherKey(range.tokens().startExclusive());
        long token = next == null ? sets.firstKey() : next;
        boolean isInside =
                range.tokens().contains(token) && token != range.tokens().endInclusive();
        return isInside ? Optional.of(token) : Optional.empty();
    }

    boolean wantsBoundary(RangeAssignment range, long token) {
        return sets.containsKey(token) && range.tokens().contains(token);
    }

    /** Whether a range may go on behind {@code token}, for all the ring says. */
    boolean wantsNoBoundary(long token) {
        return !sets.isEmpty() && !sets.containsKey(token);
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
