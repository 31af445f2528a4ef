package io.ordinal.rebalancer;

import io.ordinal.ring.KnownNode;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.Registration;
import java.util.List;

/** Writes down what has become so: changes of members, and new ranges, whose epoch is open. */
final class Bookkeeping {
    private Bookkeeping() {}

    /**
     * Clears the previous members, or the parents, of each range whose leader says that this epoch, or a later one, is
     * open.
     */
    static void clearPrevious(Draft draft, NodeView.Verdict verdict) {
        List<RangeAssignment> ranges = draft.ranges();
        for (int i = 0; i < ranges.size(); i++) {
            RangeAssignment range = ranges.get(i);
            boolean opened = range.leaderIfAny()
                    .filter(leader -> verdict.hasOpened(leader, range.id(), range.epoch()))
                    .isPresent();
            boolean isBorn = !range.parents().isEmpty();
            if ((isBorn || !range.previous().isEmpty()) && opened) {
                draft.replace(i, range.opened());
                draft.changed("range " + range.id() + (isBorn ? " is open" : " is open with its new members"));
            }
        }
    }

    static KnownNode knownNode(Registration registration) {
        return new KnownNode(registration.member(), registration.rack(), Math.max(1, registration.weight()));
    }
}
