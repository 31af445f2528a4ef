package io.ordinal.rebalancer;

import io.ordinal.ring.Member;
import io.ordinal.ring.RangeAssignment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives ranges whose leader is down another one, all of them in one write. Safe at any suspicion, since the epoch's quorum
 * fences: a wrong verdict costs an interruption, no data.
 */
final class Failover {
    private Failover() {}

    static void plan(Draft draft, NodeView.Verdict verdict) {
        List<RangeAssignment> ranges = draft.ranges();
        Map<Member, Integer> loads = new LinkedHashMap<>();
        for (RangeAssignment range : ranges) {
            range.leaderIfAny().filter(verdict::isUp).ifPresent(leader -> loads.merge(leader, 1, Integer::sum));
        }
        Map<String, Integer> moved = new LinkedHashMap<>();
        for (int i = 0; i < ranges.size(); i++) {
            RangeAssignment range = ranges.get(i);
            Optional<Member> leader = range.leaderIfAny();
            if (leader.filter(verdict::isUp).isPresent()) {
                if (verdict.wantsEpoch(leader.get(), range.id(), draft.parent().version())) {
                    draft.replace(i, range.ledBy(leader.get()));
                    moved.merge(leader.get() + " leads %d ranges in a new epoch", 1, Integer::sum);
                }
                continue;
            }
            Optional<Member> heir = heir(range, verdict, loads);
            if (heir.isPresent()) {
                draft.replace(i, range.ledBy(heir.get()));
                loads.merge(heir.get(), 1, Integer::sum);
                String from = leader.map(Member::toString).orElse("nobody");
                moved.merge(heir.get() + " leads %d ranges in place of " + from, 1, Integer::sum);
            }
        }
        moved.forEach((what, count) -> draft.changed(what.formatted(count)));
    }

    /**
     * The member that should lead: up, rather one that nobody suspects, rather one that was level with the last leader,
     * rather one that leads little, rather one that is preferred by the map. Empty if none is up: the entry stays.
     */
    private static Optional<Member> heir(RangeAssignment range, NodeView.Verdict verdict, Map<Member, Integer> loads) {
        List<Member> up = new ArrayList<>(range.members());
        up.removeIf(member -> !verdict.isUp(member));
        return up.stream()
                .min(Comparator.comparing(verdict::isSuspected)
                        .thenComparing(member -> !range.leaderIfAny()
                                .filter(last -> verdict.isLevel(last, range.id(), range.epoch(), member))
                                .isPresent())
                        .thenComparing(member -> loads.getOrDefault(member, 0)));
    }
}
