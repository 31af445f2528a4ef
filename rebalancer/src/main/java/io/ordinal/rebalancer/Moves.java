package io.ordinal.rebalancer;

import io.ordinal.protocol.MoveProgress;
import io.ordinal.ring.Member;
import io.ordinal.ring.Move;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Brings the replicas of ranges to where the ring wants them, one move a range at a time. A move is in the map from its
 * beginning, so whoever is in office goes on with it:
 *
 * <pre>
 *   none -- begun: the map names target and leaving --> copying ... verified, as the leader reports
 *   copying, verified -- no longer wanted, cancelled, the tables differ, or it gets nowhere --> none
 *   verified -- one write: the target is a member, the old members are the previous ones, epoch + 1 --> committed
 *   committed -- the new epoch is open, and previous is cleared --> none; the node that left drops its copy
 * </pre>
 *
 * From "committed" there is no way back.
 */
final class Moves {
    /** A target may restart meanwhile, and goes on; one that stays away keeps its range from moving elsewhere. */
    private static final int TARGET_ABSENT_SECONDS = 10;

    private final Draft draft;
    private final NodeView.Verdict verdict;
    private final RingTarget target;
    private final MoveHolds holds;
    private final Absences absences;
    private final StuckMoves stuck;
    private final Interruptions interruptions;
    private final long nowNanos;
    private final Map<NodeId, Integer> giving = new LinkedHashMap<>();
    private final Map<NodeId, Integer> taking = new LinkedHashMap<>();

    private Moves(
            Draft draft,
            NodeView.Verdict verdict,
            RingTarget target,
            MoveHolds holds,
            Absences absences,
            StuckMoves stuck,
            Interruptions interruptions,
            long nowNanos) {
        this.absences = absences;
        this.stuck = stuck;
        this.interruptions = interruptions;
        this.draft = draft;
        this.verdict = verdict;
        this.target = target;
        this.holds = holds;
        this.nowNanos = nowNanos;
    }

    /** Takes every step that is due. */
    static void plan(
            Draft draft,
            NodeView.Verdict verdict,
            RingTarget target,
            MoveHolds holds,
            Absences absences,
            StuckMoves stuck,
            Interruptions interruptions,
            long nowNanos) {
        Moves moves = new Moves(draft, verdict, target, holds, absences, stuck, interruptions, nowNanos);
        List<RangeAssignment> ranges = draft.ranges();
        for (int i = 0; i < ranges.size(); i++) {
            moves.goOn(i, ranges.get(i));
        }
        if (!draft.plan().settings().paused()) {
            moves.begin();
        }
    }

    private void goOn(int index, RangeAssignment range) {
        Move move = range.move();
        if (move == null) {
            return;
        }
        List<Member> wanted = target.wanted(range);
        boolean isWanted = wanted.contains(move.target()) && !wanted.contains(move.leaving());
        Optional<MoveProgress> progress = verdict.progress(range);
        boolean isOver = progress.filter(one -> one.phase() == MoveProgress.Phase.DIFFERS)
                .isPresent();
        boolean isGone = absences.isAbsentFor(move.target(), TARGET_ABSENT_SECONDS, nowNanos);
        if (!isWanted) {
            giveUp(index, range, "it is not wanted any more");
        } else if (holds.isCancelled(move.id())) {
            giveUp(index, range, "it was cancelled");
        } else if (isOver) {
            holds.failed(range.id(), nowNanos);
            giveUp(index, range, "the copies differ, time and again");
        } else if (isGone) {
            giveUp(index, range, "it is absent");
        } else if (stuck.isHopeless(move, draft.plan().settings(), nowNanos)) {
            holds.failed(range.id(), nowNanos);
            giveUp(index, range, "nothing has come of it for " + stuck.stuckSeconds(move, nowNanos) + " s");
        } else if (!draft.plan().settings().paused()
                && verdict.isUp(move.target())
                && interruptions.mayBegin()
                && progress.filter(one -> one.phase() == MoveProgress.Phase.VERIFIED)
                        .isPresent()) {
            commit(index, range, move, wanted);
        } else {
            count(range, move);
        }
    }

    private void giveUp(int index, RangeAssignment range, String why) {
        String target = range.moveIfAny().map(move -> move.target().toString()).orElse("anybody");
        draft.giveUp(index, why);
        draft.changed("range " + range.id() + " does not move to " + target + ": " + why);
    }

    private void commit(int index, RangeAssignment range, Move move, List<Member> wanted) {
        List<Member> next = new ArrayList<>(range.members());
        next.set(next.indexOf(move.leaving()), move.target());
        if (new HashSet<>(next).equals(new HashSet<>(wanted))) {
            next = wanted;
        }
        draft.replace(index, range.moved(next, leader(range, move, next)));
        holds.succeeded(range.id());
        interruptions.begins();
        draft.changed("range " + range.id() + " moves from " + move.leaving() + " to " + move.target());
    }

    /** Who leads does not change if it can be helped. */
    private Member leader(RangeAssignment range, Move move, List<Member> next) {
        Member last = range.leaderIfAny().orElse(move.target());
        if (next.contains(last) && verdict.isUp(last)) {
            return last;
        }
        return next.stream()
                .filter(verdict::isUp)
                .filter(member -> !verdict.isSuspectIn(member, range.id()) && !verdict.handsOver(member))
                .filter(member ->
                        member.equals(move.target()) || verdict.isLevel(last, range.id(), range.epoch(), member))
                .findFirst()
                .orElse(move.target());
    }

    private void begin() {
        List<RangeAssignment> ranges = draft.ranges();
        int begun = 0;
        int preferred = 0;
        for (int i = 0; i < ranges.size(); i++) {
            RangeAssignment range = ranges.get(i);
            boolean isToBeSplit = target.boundaryInside(range).isPresent();
            if (!range.isSettled() || isToBeSplit || holds.isHeld(range.id(), nowNanos)) {
                continue;
            }
            List<Member> wanted = target.wanted(range);
            if (wanted.equals(range.members())) {
                continue;
            }
            Optional<Member> gains = wanted.stream()
                    .filter(member ->
                            !range.members().contains(member) && verdict.isUp(member) && !verdict.handsOver(member))
                    .findFirst();
            Optional<Member> loses = target.leaving(range, verdict);
            if (gains.isEmpty() || loses.isEmpty()) {
                preferred += prefer(i, range, wanted);
            } else if (isServed(range)) {
                Move move = new Move(draft.plan().nextMoveId(), gains.get(), loses.get());
                if (fits(range, move)) {
                    draft.takeMoveId();
                    draft.replace(i, range.moving(move));
                    count(range, move);
                    begun++;
                }
            }
        }
        if (begun > 0) {
            draft.changed(begun + " moves begin");
        }
        if (preferred > 0) {
            draft.changed(preferred + " ranges prefer other members to lead");
        }
    }

    /** In which order the map prefers members to lead is free to change, if they are the same. */
    private int prefer(int index, RangeAssignment range, List<Member> wanted) {
        boolean sameMembers = wanted.size() == range.members().size()
                && wanted.containsAll(range.members())
                && !wanted.equals(range.members());
        if (sameMembers) {
            draft.replace(index, range.preferring(wanted));
            return 1;
        }
        return 0;
    }

    private boolean isServed(RangeAssignment range) {
        return range.leaderIfAny()
                .filter(leader -> verdict.hasOpened(leader, range.id(), range.epoch()))
                .isPresent();
    }

    private boolean fits(RangeAssignment range, Move move) {
        int most = draft.plan().settings().movesPerNode();
        Member source = Objects.requireNonNull(range.leader());
        return giving.getOrDefault(source.node(), 0) < most
                && taking.getOrDefault(move.target().node(), 0) < most;
    }

    private void count(RangeAssignment range, Move move) {
        // A target whose disk is full, or that is about to stop, takes nothing: it holds up nobody but itself.
        if (!verdict.handsOver(move.target())) {
            range.leaderIfAny().ifPresent(source -> giving.merge(source.node(), 1, Integer::sum));
        }
        taking.merge(move.target().node(), 1, Integer::sum);
    }
}
