package io.ordinal.rebalancer;

import io.ordinal.protocol.Effects;
import io.ordinal.protocol.MoveProgress;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.Move;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Follows moves from one look at the map to the next, and tells of each step that one has taken. Only what is written in the
 * map counts as begun, committed, opened or given up; the steps between are what leaders report.
 */
final class MoveSteps {
    private static final class Followed {
        private final long move;
        private final Member target;
        private final Member leaving;
        private final long sinceNanos;
        private MoveStep step;
        private long copiedBytes;
        private long copiedKeys;
        private String whyGivenUp = "";

        Followed(long move, Member target, Member leaving, MoveStep step, long nowNanos) {
            this.move = move;
            this.target = target;
            this.leaving = leaving;
            this.step = step;
            this.sinceNanos = nowNanos;
        }
    }

    private final Map<RangeId, Followed> followed = new TreeMap<>();
    private boolean hasLooked;

    /** The office is taken: what the map has under way was begun by others. */
    void beginAfresh() {
        followed.clear();
        hasLooked = false;
    }

    /** These moves are to be given up, each for its reason. It is told once the map says so. */
    void meanToGiveUp(Map<RangeId, String> reasons) {
        reasons.forEach((range, why) -> {
            Followed one = followed.get(range);
            if (one != null) {
                one.whyGivenUp = why;
            }
        });
    }

    /** Looks at a map that is written, and tells what has become of moves since the last one. */
    void look(ClusterMap map, NodeView.Verdict verdict, long nowNanos, Effects<? super RebalancerEffect> effects) {
        for (RangeAssignment range : map.ranges()) {
            if (range.move() != null || !range.previous().isEmpty() || followed.containsKey(range.id())) {
                look(range, verdict, nowNanos, effects);
            }
        }
        hasLooked = true;
    }

    private void look(
            RangeAssignment range, NodeView.Verdict verdict, long nowNanos, Effects<? super RebalancerEffect> effects) {
        Followed known = followed.get(range.id());
        if (known != null && known.step != MoveStep.COMMITTED && !isOf(known, range.move())) {
            boolean isMember = range.members().contains(known.target);
            known = reached(isMember ? MoveStep.COMMITTED : MoveStep.GIVEN_UP, known, range, nowNanos, effects);
        }
        if (known != null
                && known.step == MoveStep.COMMITTED
                && range.previous().isEmpty()) {
            known = reached(MoveStep.OPENED, known, range, nowNanos, effects);
        }
        if (known == null) {
            known = begin(range, nowNanos, effects);
        }
        Optional<MoveProgress> progress = verdict.progress(range);
        if (known != null && progress.isPresent()) {
            goOn(known, progress.get(), range, nowNanos, effects);
        }
    }

    private static boolean isOf(Followed known, @Nullable Move move) {
        return move != null && move.id() == known.move;
    }

    private @Nullable Followed begin(RangeAssignment range, long nowNanos, Effects<? super RebalancerEffect> effects) {
        Move move = range.move();
        if (move != null) {
            Followed begun = new Followed(move.id(), move.target(), move.leaving(), MoveStep.BEGUN, nowNanos);
            followed.put(range.id(), begun);
            if (hasLooked) {
                tell(begun, range, nowNanos, effects);
            }
            return begun;
        }
        Optional<Member> gained = MovesView.onlyIn(range.members(), range.previous());
        Optional<Member> lost = MovesView.onlyIn(range.previous(), range.members());
        if (range.previous().isEmpty() || gained.isEmpty() || lost.isEmpty()) {
            return null;
        }
        Followed committed = new Followed(0, gained.get(), lost.get(), MoveStep.COMMITTED, nowNanos);
        followed.put(range.id(), committed);
        return committed;
    }

    private void goOn(
            Followed known,
            MoveProgress progress,
            RangeAssignment range,
            long nowNanos,
            Effects<? super RebalancerEffect> effects) {
        known.copiedBytes = progress.copiedBytes();
        known.copiedKeys = progress.copiedKeys();
        MoveStep step = switch (progress.phase()) {
            case COPYING -> MoveStep.COPYING;
            case CATCHING_UP -> MoveStep.CATCHING_UP;
            case VERIFYING -> MoveStep.VERIFYING;
            case VERIFIED -> MoveStep.VERIFIED;
            case DIFFERS -> known.step;
        };
        if (step != known.step) {
            reached(step, known, range, nowNanos, effects);
        }
    }

    /** @return the same move; null if it is over */
    private @Nullable Followed reached(
            MoveStep step,
            Followed known,
            RangeAssignment range,
            long nowNanos,
            Effects<? super RebalancerEffect> effects) {
        known.step = step;
        tell(known, range, nowNanos, effects);
        if (step == MoveStep.OPENED || step == MoveStep.GIVEN_UP) {
            followed.remove(range.id());
            return null;
        }
        return known;
    }

    private static void tell(
            Followed known, RangeAssignment range, long nowNanos, Effects<? super RebalancerEffect> effects) {
        effects.add(new RebalancerEffect.MoveStepped(
                known.move,
                range.id(),
                range.epoch(),
                known.target,
                known.leaving,
                known.step,
                known.copiedBytes,
                known.copiedKeys,
                (nowNanos - known.sinceNanos) / 1_000_000,
                known.step == MoveStep.GIVEN_UP ? known.whyGivenUp : ""));
    }
}
