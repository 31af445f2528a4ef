package io.ordinal.rebalancer;

import io.ordinal.ring.KnownNode;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.Registration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Writes down what has become so: nodes that joined, and changes of members whose new epoch is open. */
final class Bookkeeping {
    private Bookkeeping() {}

    /**
     * Remembers nodes that were never seen before, without ranges. One that shows another disk under a known id is not
     * that member, and no new one either: the map keeps the old disk until an operator removes the node.
     */
    static void rememberNewNodes(Draft draft, List<Registration> present) {
        Set<NodeId> known = new TreeSet<>();
        draft.parent().nodes().forEach(node -> known.add(node.member().node()));
        for (Registration registration : present) {
            if (known.add(registration.member().node())) {
                draft.know(knownNode(registration));
                draft.changed(registration.member() + " joins without ranges");
            }
        }
    }

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
