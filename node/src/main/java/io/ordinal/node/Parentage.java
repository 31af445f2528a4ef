package io.ordinal.node;

import io.ordinal.protocol.Position;
import io.ordinal.ring.Parent;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import java.util.List;

/** What follows from the parents that the map, or the journal, names of a range. */
final class Parentage {
    private Parentage() {}

    /** Where the log of {@code parent} ends. */
    static Position sealOf(RangeId parent, List<Parent> parents) {
        return parents.stream()
                .filter(named -> named.id().equals(parent))
                .map(Parentage::sealOf)
                .findFirst()
                .orElseThrow(() -> new Invariant.Broken(parent + " is none of " + parents));
    }

    static Position sealOf(Parent parent) {
        return new Position(parent.epoch(), parent.sequence());
    }

    /** Where the log of a range begins that was made of these: at no lower epoch and number than any of them ended. */
    static Position startAfter(List<Parent> parents) {
        return new Position(
                parents.stream().mapToLong(Parent::epoch).max().orElseThrow(),
                parents.stream().mapToLong(Parent::sequence).max().orElseThrow());
    }

    /** Whether a log goes through its seal, so that others can have what the range had. */
    static boolean isWhole(DurableRange parent, Position seal) {
        return parent.isHeld() && !parent.copying() && parent.log().reaches(seal);
    }

    /** The ranges of the map that were made of {@code parent}. */
    static List<RangeAssignment> childrenOf(RangeId parent, List<RangeAssignment> ranges) {
        return ranges.stream()
                .filter(child ->
                        child.parents().stream().anyMatch(named -> named.id().equals(parent)))
                .toList();
    }
}
