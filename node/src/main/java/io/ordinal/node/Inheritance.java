package io.ordinal.node;

import io.ordinal.ring.Parent;
import io.ordinal.ring.RangeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Which ranges a node has adopted by the word of its journal, while its table does not know yet. The table is behind the
 * journal after a crash, but parents are divided in it by one batch: if one heir is there, all were.
 *
 * <p>A range that others were made of is in no table once it is divided; it is behind only if one of its own heirs is.
 */
final class Inheritance {
    private final Predicate<RangeId> isInTable;
    private final Map<RangeId, List<DurableRange>> heirs = new TreeMap<>();
    private final Map<List<Parent>, List<DurableRange>> pending = new LinkedHashMap<>();
    private final List<DurableRange> torn = new ArrayList<>();
    private final List<DurableRange> lost = new ArrayList<>();

    Inheritance(Map<RangeId, DurableRange> ranges, Predicate<RangeId> isInTable) {
        this.isInTable = isInTable;
        Collection<DurableRange> all = ranges.values();
        for (DurableRange range : all) {
            for (Parent parent : range.parents()) {
                heirs.computeIfAbsent(parent.id(), any -> new ArrayList<>()).add(range);
            }
        }
        for (DurableRange range : all) {
            if (isInTable.test(range.range())) {
                range.needsParentsNoMore();
            } else if (isPending(range) && isTorn(range.parents(), ranges)) {
                torn.add(range);
            } else if (isPending(range)) {
                pending.computeIfAbsent(range.parents(), any -> new ArrayList<>())
                        .add(range);
            } else if (range.isHeld() && !range.parents().isEmpty() && !range.isRetired()) {
                lost.add(range);
            }
        }
    }

    /**
     * Heirs of which the disk has kept only the beginning of what was written when they were adopted, perhaps not all of those
     * that belong together: that ends with the parents' retirement. Nothing has come of it, so it is as if it had not begun.
     */
    List<DurableRange> torn() {
        return torn;
    }

    private static boolean isTorn(List<Parent> parents, Map<RangeId, DurableRange> ranges) {
        List<DurableRange> there = parents.stream()
                .map(parent -> ranges.get(parent.id()))
                .filter(Objects::nonNull)
                .toList();
        return !there.isEmpty() && there.stream().noneMatch(DurableRange::isRetired);
    }

    /** By their parents, the heirs that the table does not know of yet. */
    Map<List<Parent>, List<DurableRange>> pending() {
        return pending;
    }

    /** Ranges that were in the table once, by what it says of others that came with them. */
    List<DurableRange> lost() {
        return lost;
    }

    boolean isPending(DurableRange range) {
        boolean isToBeFound = range.isHeld() && !range.parents().isEmpty() && !isInTable.test(range.range());
        if (!isToBeFound || range.parents().stream().anyMatch(this::isDivided)) {
            return false;
        }
        return !range.isRetired()
                || heirs.getOrDefault(range.range(), List.of()).stream().anyMatch(this::isPending);
    }

    private boolean isDivided(Parent parent) {
        return isDivided(parent.id());
    }

    /** By what the table has of those that were made of the range, or of those that were made of them. */
    private boolean isDivided(RangeId parent) {
        return heirs.getOrDefault(parent, List.of()).stream()
                .anyMatch(heir -> isInTable.test(heir.range()) || isDivided(heir.range()));
    }
}
