package io.ordinal.rebalancer;

import io.ordinal.ring.Merge;
import io.ordinal.ring.Parent;
import io.ordinal.ring.RangeAssignment;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Makes one range of two neighbours where the ring wants no boundary between them any more, once they have the members
 * that it wants and one leader. A merge is in the map from its beginning, in both ranges, so whoever is in office goes
 * on with it:
 *
 * <pre>
 *   none -- begun: each range names the other --> sealing, as the leader reports
 *   sealing -- a member is down, it takes too long, or the leaders differ: epoch + 1 of both, which unseals --> none
 *   both sealed, all members have both logs -- one write: a new range, which names both as its parents --> made
 *   made -- the first epoch is open, and the parents are cleared --> none
 * </pre>
 */
final class Merges {
    private final Draft draft;
    private final RingTarget target;
    private final Seals seals;
    private final Interruptions interruptions;

    private Merges(Draft draft, RingTarget target, Seals seals, Interruptions interruptions) {
        this.draft = draft;
        this.target = target;
        this.seals = seals;
        this.interruptions = interruptions;
    }

    /** Takes every step that is due. */
    static void plan(Draft draft, RingTarget target, Seals seals, Interruptions interruptions) {
        Merges merges = new Merges(draft, target, seals, interruptions);
        for (RangeAssignment known : draft.ranges()) {
            if (known.mergeIfAny().isPresent()) {
                // A step of one range is one of its neighbour, too.
                draft.range(known.id())
                        .ifPresent(range -> range.mergeIfAny().ifPresent(merge -> merges.goOn(range, merge)));
            }
        }
        if (interruptions.mayBegin() && !draft.plan().settings().paused()) {
            merges.begin();
        }
    }

    private void goOn(RangeAssignment range, Merge merge) {
        Optional<RangeAssignment> other =
                draft.range(merge.with()).filter(one -> new Merge(range.id()).equals(one.reshape()));
        if (other.isEmpty()) {
            giveUp(range); // it was given up with the other one, or with a member of it
        } else if (areNeighbours(range, other.get())) {
            goOn(range, other.get());
        }
    }

    private void goOn(RangeAssignment range, RangeAssignment next) {
        Parent sealed = seals.of(range);
        Parent nextSealed = seals.of(next);
        boolean isWanted =
                areAlike(range, next) && target.wantsNoBoundary(range.tokens().endInclusive());
        if (!isWanted || seals.isOverdue(range) || seals.isOverdue(next)) {
            giveUp(range);
            giveUp(next);
        } else if (sealed != null && nextSealed != null) {
            draft.merge(range, next, List.of(sealed, nextSealed));
            seals.succeeded(range);
            seals.succeeded(next);
            draft.changed("ranges " + range.id() + " and " + next.id() + " are merged");
        }
    }

    private void giveUp(RangeAssignment range) {
        seals.failed(range);
        draft.replace(range.unsealed());
        draft.changed("range " + range.id() + " is not merged now: it was not sealed with all of its members in time");
    }

    private void begin() {
        List<RangeAssignment> ranges = draft.ranges();
        int begun = 0;
        for (int i = 0; i < ranges.size(); i++) {
            RangeAssignment range = ranges.get(i);
            RangeAssignment next = ranges.get((i + 1) % ranges.size());
            boolean isWanted = !range.id().equals(next.id())
                    && target.wantsNoBoundary(range.tokens().endInclusive())
                    && areWhereTheyShouldBe(range, next)
                    && areAlike(range, next);
            if (isWanted && seals.mayBegin(range) && seals.mayBegin(next) && interruptions.mayBegin()) {
                draft.replace(range.reshaping(new Merge(next.id())));
                draft.replace(next.reshaping(new Merge(range.id())));
                seals.begins(range);
                seals.begins(next);
                interruptions.begins();
                ranges = draft.ranges();
                begun++;
            }
        }
        if (begun > 0) {
            draft.changed(begun + " merges begin");
        }
    }

    private boolean areWhereTheyShouldBe(RangeAssignment range, RangeAssignment next) {
        return target.boundaryInside(range).isEmpty()
                && target.boundaryInside(next).isEmpty()
                && new HashSet<>(range.members()).equals(new HashSet<>(target.wanted(range)));
    }

    private static boolean areNeighbours(RangeAssignment range, RangeAssignment next) {
        return range.tokens().endInclusive() == next.tokens().startExclusive();
    }

    private static boolean areAlike(RangeAssignment range, RangeAssignment next) {
        return Seals.haveSameMembers(range, next)
                && range.leaderIfAny().isPresent()
                && range.leaderIfAny().equals(next.leaderIfAny());
    }
}
