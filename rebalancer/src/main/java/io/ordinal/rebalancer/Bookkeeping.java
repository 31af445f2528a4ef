package io.ordinal.rebalancer;

import io.ordinal.ring.KnownNode;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.Registration;
import java.util.List;

/** Writes down what has become so: changes of members whose new epoch is open. */
final class Bookkeeping {
    private Bookkeeping() {}

    /** Clears the previous members of each range whose leader says that this epoch, or a later one, is open. */
    static void clearPrevious(Draft draft, NodeView.Verdict verdict) {
        List<RangeAssignment> ranges = draft.ranges();
        for (int i = 0; i < ranges.size(); i++) {
            RangeAssignment range = ranges.get(i);
            boolean opened = range.leaderIfAny()
                    .filter(leader -> verdict.hasOpened(leader, range.id(), range.epoch()))
                    .isPresent();
            if (!range.previous().isEmpty() && opened) {
                draft.replace(i, range.opened());
                draft.changed("range " + range.id() + " is open with its new members");
            }
        }
    }

    static KnownNode knownNode(Registration registration) {
        return new KnownNode(registration.member(), registration.rack(), Math.max(1, registration.weight()));
    }
}
