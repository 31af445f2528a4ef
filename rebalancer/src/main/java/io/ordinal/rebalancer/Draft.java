package io.ordinal.rebalancer;

import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.Reign;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** A cluster map in the making: everything that one write changes of its parent. */
final class Draft {
    private final ClusterMap parent;
    private final List<KnownNode> nodes;
    private final List<RangeAssignment> ranges;
    private final List<String> changes = new ArrayList<>();
    private Reign reign;

    Draft(ClusterMap parent) {
        this.parent = parent;
        this.nodes = new ArrayList<>(parent.nodes());
        this.ranges = new ArrayList<>(parent.ranges());
        this.reign = parent.reign();
    }

    ClusterMap parent() {
        return parent;
    }

    /** The ranges as they would be, in the order of their tokens. */
    List<RangeAssignment> ranges() {
        return List.copyOf(ranges);
    }

    void replace(int index, RangeAssignment next) {
        ranges.set(index, next);
    }

    void know(KnownNode node) {
        nodes.add(node);
        nodes.sort(Comparator.comparing(known -> known.member().node()));
    }

    void takeOffice(Reign next) {
        reign = next;
    }

    /** Says, for people, what was changed. A draft that nothing was said of is not written. */
    void changed(String what) {
        changes.add(what);
    }

    boolean isEmpty() {
        return changes.isEmpty();
    }

    String changes() {
        return String.join("; ", changes);
    }

    /**
     * The finished map.
     *
     * @throws IllegalStateException if it breaks a rule of succession: that is a defect, and must not be written
     */
    ClusterMap finish(UUID id) {
        for (int i = 0; i < ranges.size(); i++) {
            check(parent.ranges().get(i), ranges.get(i));
        }
        return new ClusterMap(
                parent.cluster(),
                parent.version() + 1,
                id,
                parent.id(),
                reign,
                parent.replicationFactor(),
                nodes,
                ranges,
                parent.nextRangeId());
    }

    /** While members do not move, an entry changes its leader with its epoch, or clears its previous members. */
    private static void check(RangeAssignment before, RangeAssignment after) {
        boolean samePlace = before.id().equals(after.id()) && before.tokens().equals(after.tokens());
        boolean sameMembers = before.members().equals(after.members())
                && (before.previous().equals(after.previous())
                        || after.previous().isEmpty());
        boolean sameReign =
                before.epoch() == after.epoch() && before.leaderIfAny().equals(after.leaderIfAny());
        if (!samePlace || !sameMembers || (!sameReign && after.epoch() <= before.epoch())) {
            throw new IllegalStateException("no legal step of a range: from " + before + " to " + after);
        }
    }
}
