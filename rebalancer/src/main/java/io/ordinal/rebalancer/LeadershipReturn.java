package io.ordinal.rebalancer;

import io.ordinal.ring.Member;
import io.ordinal.ring.RangeAssignment;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives ranges back to the member that the map prefers, once it is well and level: as {@link Interruptions} allow, and
 * only while no range that could be served is still waiting for its takeover. That makes the load even again after a failover.
 */
final class LeadershipReturn {
    private LeadershipReturn() {}

    static void plan(Draft draft, NodeView.Verdict verdict, Interruptions interruptions) {
        List<RangeAssignment> ranges = draft.ranges();
        List<Integer> due = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            RangeAssignment range = ranges.get(i);
            if (verdict.isSettling(range)) {
                return;
            }
            if (interruptions.mayBegin() && isDue(range, verdict)) {
                interruptions.begins();
                due.add(i);
            }
        }
        for (int index : due) {
            RangeAssignment range = ranges.get(index);
            draft.replace(index, range.ledBy(range.members().get(0)));
        }
        if (!due.isEmpty()) {
            draft.changed(due.size() + " leaderships return to their preferred members");
        }
    }

    private static boolean isDue(RangeAssignment range, NodeView.Verdict verdict) {
        Member preferred = range.members().get(0);
        return range.isSettled()
                && range.leaderIfAny()
                        .filter(leader -> !leader.equals(preferred))
                        .filter(leader -> verdict.isLevel(leader, range.id(), range.epoch(), preferred))
                        .isPresent()
                && verdict.isServed(range)
                && verdict.isWell(preferred)
                && !verdict.handsOver(preferred)
                && !verdict.isSuspectIn(preferred, range.id());
    }
}
