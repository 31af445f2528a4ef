package io.ordinal.rebalancer;

import io.ordinal.protocol.Position;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Parent;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Split;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Splits ranges where the ring wants a boundary inside, so that no more moves than the ring wants. A split is in the map from
 * its beginning, so whoever is in office goes on with it:
 *
 * <pre>
 *   none -- begun: the map names the token --> sealing, as the leader reports
 *   sealing -- a member is down, or it takes too long: epoch + 1 under the same leader, which unseals --> none
 *   sealed, all members have the whole log -- one write: two new ranges, which name their parent --> made
 *   made -- the first epoch is open, and the parent is cleared --> none
 * </pre>
 *
 * While a range is sealed nobody can write to it, so it is begun only while all members are up and level, and given up soon.
 */
final class Splits {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Since when this rebalancer sees which range being split in which epoch. */
    private final Map<Attempt, Long> sinceNanos = new HashMap<>();

    void beginAfresh() {
        sinceNanos.clear();
    }

    /** Takes every step that is due. */
    void plan(Draft draft, NodeView.Verdict verdict, RingTarget target, MoveHolds holds, long nowNanos) {
        Set<Attempt> underWay = new HashSet<>();
        for (RangeAssignment range : draft.ranges()) {
            if (range.split() != null) {
                Attempt attempt = new Attempt(range.id(), range.epoch());
                underWay.add(attempt);
                long since = sinceNanos.computeIfAbsent(attempt, any -> nowNanos);
                goOn(draft, range, range.split(), verdict, target, holds, nowNanos, since);
            }
        }
        sinceNanos.keySet().retainAll(underWay);
        if (!draft.plan().settings().paused()) {
            begin(draft, verdict, target, holds, nowNanos);
        }
    }

    private static void goOn(
            Draft draft,
            RangeAssignment range,
            Split split,
            NodeView.Verdict verdict,
            RingTarget target,
            MoveHolds holds,
            long nowNanos,
            long sinceNanos) {
        Optional<Position> seal = verdict.sealedAt(range);
        boolean allAreUp = range.members().stream().allMatch(verdict::isUp);
        if (seal.isPresent()) {
            Parent parent =
                    new Parent(range.id(), seal.get().epoch(), seal.get().sequence());
            draft.split(range, split, parent);
            holds.succeeded(range.id());
            draft.changed("range " + range.id() + " is split");
        } else if (!allAreUp || nowNanos - sinceNanos > PATIENCE_NANOS || !target.wantsBoundary(range, split.token())) {
            holds.failed(range.id(), nowNanos);
            draft.replace(range.unsplit());
            draft.changed(
                    "range " + range.id() + " is not split now: it was not sealed with all of its members in time");
        }
    }

    private static void begin(
            Draft draft, NodeView.Verdict verdict, RingTarget target, MoveHolds holds, long nowNanos) {
        Map<NodeId, Integer> leading = new LinkedHashMap<>();
        List<RangeAssignment> ranges = draft.ranges();
        for (RangeAssignment range : ranges) {
            if (range.split() != null || !range.parents().isEmpty()) {
                range.leaderIfAny().ifPresent(leader -> leading.merge(leader.node(), 1, Integer::sum));
            }
        }
        int begun = 0;
        for (RangeAssignment range : ranges) {
            Optional<Long> token = target.boundaryInside(range);
            Member leader = range.leader();
            boolean mayBegin = token.isPresent()
                    && leader != null
                    && range.isSettled()
                    && !holds.isHeld(range.id(), nowNanos)
                    && isWhole(range, leader, verdict)
                    && leading.getOrDefault(leader.node(), 0)
                            < draft.plan().settings().movesPerNode();
            if (mayBegin) {
                draft.replace(range.splitting(new Split(token.get())));
                leading.merge(leader.node(), 1, Integer::sum);
                begun++;
            }
        }
        if (begun > 0) {
            draft.changed(begun + " splits begin");
        }
    }

    private static boolean isWhole(RangeAssignment range, Member leader, NodeView.Verdict verdict) {
        return verdict.hasOpened(leader, range.id(), range.epoch())
                && range.members().stream()
                        .allMatch(member -> verdict.isWell(member)
                                && !verdict.handsOver(member)
                                && !verdict.isSuspectIn(member, range.id())
                                && verdict.isLevel(leader, range.id(), range.epoch(), member));
    }

    private record Attempt(RangeId range, long epoch) {}
}
