package io.ordinal.ring;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * What must be copied and dropped to get from one ring to another: the arcs whose holders differ, and who comes and
 * goes. Arcs whose holders stay, even if their order changes, are not in it.
 *
 * @param changes sorted by the end of the arc (unsigned), without overlap; each ends at a token of either ring and has
 *     none inside
 */
public record RingDifference(List<Change> changes) {
    public RingDifference {
        changes = List.copyOf(changes);
    }

    /**
     * An arc whose holders differ.
     *
     * @param gains who holds it only afterwards, sorted; must get a copy
     * @param loses who holds it only before, sorted; may drop its copy
     */
    public record Change(TokenRange range, List<NodeId> gains, List<NodeId> loses) {
        public Change {
            gains = List.copyOf(gains);
            loses = List.copyOf(loses);
        }
    }

    /** Compares who holds what; the two rings may have any tokens and nodes. */
    public static RingDifference between(Ring before, Ring after) {
        return between(before.replicaSets(), after.replicaSets());
    }

    /**
     * Compares who holds what.
     *
     * @param before sets sorted by the end of their ranges that cover the ring exactly once
     * @param after the same of the other side
     */
    public static RingDifference between(List<ReplicaSet> before, List<ReplicaSet> after) {
        TreeSet<Long> ends = new TreeSet<>(Long::compareUnsigned);
        before.forEach(set -> ends.add(set.range().endInclusive()));
        after.forEach(set -> ends.add(set.range().endInclusive()));
        List<Change> changes = new ArrayList<>();
        int old = 0;
        int young = 0;
        long start = ends.last();
        for (long end : ends) {
            old = firstEndingAtOrAfter(end, before, old);
            young = firstEndingAtOrAfter(end, after, young);
            List<NodeId> holdBefore = before.get(old % before.size()).nodes();
            List<NodeId> holdAfter = after.get(young % after.size()).nodes();
            List<NodeId> gains = onlyIn(holdAfter, holdBefore);
            List<NodeId> loses = onlyIn(holdBefore, holdAfter);
            if (!gains.isEmpty() || !loses.isEmpty()) {
                changes.add(new Change(new TokenRange(start, end), gains, loses));
            }
            start = end;
        }
        return new RingDifference(changes);
    }

    /** The sum of all copies that must be made, with one copy of the whole ring as 1. */
    public double gainedFraction() {
        return changes.stream()
                .mapToDouble(
                        change -> change.range().fraction() * change.gains().size())
                .sum();
    }

    private static int firstEndingAtOrAfter(long end, List<ReplicaSet> sets, int from) {
        int place = from;
        while (place < sets.size()
                && Long.compareUnsigned(sets.get(place).range().endInclusive(), end) < 0) {
            place++;
        }
        return place;
    }

    private static List<NodeId> onlyIn(List<NodeId> here, List<NodeId> there) {
        return here.stream().filter(node -> !there.contains(node)).sorted().toList();
    }
}
