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
 * Gives ranges whose leader is down another one, and ranges that want it a higher epoch, all of them in one write. Safe at
 * any suspicion, since the epoch's quorum fences: a wrong verdict costs an interruption, no data.
 *
 * <p>A member that is suspect in a range, because it may have lost something that it acknowledged, does not lead it while
 * another member is up; and it is brought level only in a higher epoch than that of its start.
 *
 * <p>A leader that hands over goes on until it is relieved, so its ranges change hands a few at a time: each stands still
 * for as long as it takes to open those that go with it.
 */
final class Failover {
    private static final int MAX_HANDED_OVER_AT_A_TIME = 4;

    private Failover() {}

    static void plan(Draft draft, NodeView.Verdict verdict) {
        List<RangeAssignment> ranges = draft.ranges();
        Map<Member, Integer> loads = new LinkedHashMap<>();
        for (RangeAssignment range : ranges) {
            range.leaderIfAny().filter(verdict::isUp).ifPresent(leader -> loads.merge(leader, 1, Integer::sum));
        }
        Map<String, Integer> moved = new LinkedHashMap<>();
        boolean othersSettle =
                ranges.stream().anyMatch(range -> verdict.isSettling(range) && !isHandedOver(range, verdict));
        int mayBeHandedOver = othersSettle ? 0 : MAX_HANDED_OVER_AT_A_TIME;
        for (int i = 0; i < ranges.size(); i++) {
            RangeAssignment range = ranges.get(i);
            Optional<Member> leader = range.leaderIfAny();
            boolean isUp = leader.filter(verdict::isUp).isPresent();
            int standing = isUp ? standing(leader.get(), range, verdict) : Integer.MAX_VALUE;
            // Nobody stands better than at 0, and nearly all leaders do.
            Optional<Member> heir = standing == 0 ? leader : heir(range, verdict, loads);
            if (isUp && standing <= standing(heir.orElseThrow(), range, verdict)) {
                if (isNewEpochWanted(range, verdict, draft.parent().version())) {
                    draft.replace(i, range.ledBy(leader.get()));
                    moved.merge(leader.get() + " leads %d ranges in a new epoch", 1, Integer::sum);
                }
            } else if (heir.isPresent() && (mayBeHandedOver > 0 || !isHandedOver(range, verdict))) {
                if (isHandedOver(range, verdict)) {
                    mayBeHandedOver--;
                }
                draft.replace(i, range.ledBy(heir.get()));
                loads.merge(heir.get(), 1, Integer::sum);
                String from = leader.map(Member::toString).orElse("nobody");
                moved.merge(heir.get() + " leads %d ranges in place of " + from, 1, Integer::sum);
            }
        }
        moved.forEach((what, count) -> draft.changed(what.formatted(count)));
    }

    private static boolean isHandedOver(RangeAssignment range, NodeView.Verdict verdict) {
        return range.leaderIfAny()
                .filter(leader ->
                        verdict.isUp(leader) && verdict.handsOver(leader) && !verdict.isSuspectIn(leader, range.id()))
                .isPresent();
    }

    private static boolean isNewEpochWanted(RangeAssignment range, NodeView.Verdict verdict, long mapVersion) {
        return isNewEpochWantedBy(range.members(), range, verdict, mapVersion)
                || isNewEpochWantedBy(range.previous(), range, verdict, mapVersion);
    }

    private static boolean isNewEpochWantedBy(
            List<Member> members, RangeAssignment range, NodeView.Verdict verdict, long mapVersion) {
        for (Member member : members) {
            if (verdict.wantsEpoch(member, range.id(), mapVersion)
                    && verdict.isUp(member)
                    && (member.equals(range.leader()) || verdict.isSuspectIn(member, range.id()))) {
                return true;
            }
        }
        return false;
    }

    /** The lower, the better: a member that may have lost something leads only if there is no other, one that hands over rather not. */
    private static int standing(Member member, RangeAssignment range, NodeView.Verdict verdict) {
        if (verdict.isSuspectIn(member, range.id())) {
            return 2;
        }
        return verdict.handsOver(member) ? 1 : 0;
    }

    /**
     * The member that should lead: up, rather one that lost nothing, rather one that does not hand over, rather one that nobody suspects
     * to be down, rather one that was level with the last leader, rather one that leads little, rather one that is preferred
     * by the map. Empty if none is up: the entry stays.
     */
    private static Optional<Member> heir(RangeAssignment range, NodeView.Verdict verdict, Map<Member, Integer> loads) {
        List<Member> up = new ArrayList<>(range.members());
        up.removeIf(member -> !verdict.isUp(member));
        return up.stream()
                .min(Comparator.<Member>comparingInt(member -> standing(member, range, verdict))
                        .thenComparing(verdict::isSuspected)
                        .thenComparing(member -> !range.leaderIfAny()
                                .filter(last -> verdict.isLevel(last, range.id(), range.epoch(), member))
                                .isPresent())
                        .thenComparing(member -> loads.getOrDefault(member, 0)));
    }
}
