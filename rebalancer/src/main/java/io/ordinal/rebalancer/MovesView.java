package io.ordinal.rebalancer;

import io.ordinal.protocol.MoveProgress;
import io.ordinal.protocol.MovesReply.MoveStatus;
import io.ordinal.protocol.MovesReply.Phase;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.Merge;
import io.ordinal.ring.Move;
import io.ordinal.ring.RangeAssignment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What people are told of moves: those under way with their pace, and those that wait with the reason. */
final class MovesView {
    private static final long RATE_NANOS = 1_000_000_000L;
    private static final long WORTH_TELLING_SECONDS = 10;

    /** When this rebalancer first heard of a move, and how far it was when its rate was last reckoned. */
    private static final class Pace {
        private final long sinceNanos;
        private long markNanos;
        private long markBytes;
        private long bytesPerSecond;

        Pace(long nowNanos) {
            sinceNanos = nowNanos;
            markNanos = nowNanos;
        }

        void reached(long bytes, long nowNanos) {
            if (nowNanos - markNanos >= RATE_NANOS) {
                bytesPerSecond = (long) (Math.max(0, bytes - markBytes) * 1e9 / (nowNanos - markNanos));
                markNanos = nowNanos;
                markBytes = bytes;
            }
        }
    }

    private final Map<Long, Pace> paces = new TreeMap<>();

    /** Looks at the moves of the map, so that their pace is known when somebody asks. */
    void look(ClusterMap map, NodeView.Verdict verdict, long nowNanos) {
        Set<Long> underWay = new HashSet<>();
        for (RangeAssignment range : map.ranges()) {
            Move move = range.move();
            if (move != null) {
                underWay.add(move.id());
                Pace pace = paces.computeIfAbsent(move.id(), any -> new Pace(nowNanos));
                verdict.progress(range).ifPresent(progress -> pace.reached(progress.copiedBytes(), nowNanos));
            }
        }
        paces.keySet().retainAll(underWay);
    }

    List<MoveStatus> status(
            ClusterMap map,
            NodeView.Verdict verdict,
            RingTarget target,
            MoveHolds holds,
            StuckMoves stuck,
            long nowNanos) {
        List<MoveStatus> underWay = new ArrayList<>();
        List<MoveStatus> waiting = new ArrayList<>();
        for (RangeAssignment range : map.ranges()) {
            if (range.move() != null) {
                underWay.add(underWay(map, range, range.move(), verdict, stuck, nowNanos));
            } else if (!range.previous().isEmpty()) {
                opening(range, verdict).ifPresent(underWay::add);
            } else {
                waiting(map, range, target, verdict, holds, nowNanos).ifPresent(waiting::add);
            }
        }
        underWay.addAll(waiting);
        return underWay;
    }

    private MoveStatus underWay(
            ClusterMap map,
            RangeAssignment range,
            Move move,
            NodeView.Verdict verdict,
            StuckMoves stuck,
            long nowNanos) {
        Pace pace = paces.getOrDefault(move.id(), new Pace(nowNanos));
        Optional<MoveProgress> progress = verdict.progress(range);
        String waitsFor = "";
        if (map.plan().settings().paused()) {
            waitsFor = "moves are paused";
        } else if (!verdict.isUp(move.target())) {
            waitsFor = move.target().node() + " is not up";
        } else if (progress.isEmpty()) {
            waitsFor = "the range's leader to begin";
        } else if (progress.get().phase() == MoveProgress.Phase.VERIFIED) {
            waitsFor = "its turn: few ranges stand still at a time";
        } else if (stuck.stuckSeconds(move, nowNanos) >= WORTH_TELLING_SECONDS) {
            long limit = map.plan().settings().bytesPerSecond();
            waitsFor = limit > 0
                    ? "the limit of " + limit + " bytes per second"
                    : move.target().node() + " to go on: nothing has come of it for "
                            + stuck.stuckSeconds(move, nowNanos) + " s";
        }
        return new MoveStatus(
                move.id(),
                range.id(),
                range.leaderIfAny().orElse(move.leaving()).node(),
                move.target().node(),
                move.leaving().node(),
                progress.map(one -> phase(one.phase())).orElse(Phase.COPYING),
                progress.map(MoveProgress::copiedBytes).orElse(0L),
                progress.map(MoveProgress::copiedKeys).orElse(0L),
                progress.map(MoveProgress::copiedBasisPoints).orElse(0),
                pace.bytesPerSecond,
                (nowNanos - pace.sinceNanos) / 1_000_000,
                waitsFor);
    }

    private static Phase phase(MoveProgress.Phase reported) {
        return switch (reported) {
            case COPYING, DIFFERS -> Phase.COPYING;
            case CATCHING_UP -> Phase.CATCHING_UP;
            case VERIFYING -> Phase.VERIFYING;
            case VERIFIED -> Phase.VERIFIED;
        };
    }

    private static Optional<MoveStatus> opening(RangeAssignment range, NodeView.Verdict verdict) {
        Optional<Member> gained = onlyIn(range.members(), range.previous());
        Optional<Member> lost = onlyIn(range.previous(), range.members());
        if (gained.isEmpty() || lost.isEmpty()) {
            return Optional.empty();
        }
        Member leader = range.leaderIfAny().orElse(gained.get());
        String waitsFor = verdict.isUp(leader) ? "" : leader.node() + ", the new leader, is not up";
        return Optional.of(status(range, gained.get(), lost.get(), Phase.OPENING, 10_000, waitsFor));
    }

    private static Optional<MoveStatus> waiting(
            ClusterMap map,
            RangeAssignment range,
            RingTarget target,
            NodeView.Verdict verdict,
            MoveHolds holds,
            long nowNanos) {
        Optional<Member> gained = onlyIn(target.wanted(range), range.members());
        Optional<Member> lost = gained.flatMap(any -> target.leaving(range, verdict));
        if (gained.isEmpty() || lost.isEmpty()) {
            return Optional.empty();
        }
        String waitsFor =
                "its turn: a node gives and takes " + map.plan().settings().movesPerNode() + " ranges at a time";
        if (map.plan().settings().paused()) {
            waitsFor = "moves are paused";
        } else if (range.reshape() instanceof Merge) {
            waitsFor = "the range to be merged";
        } else if (range.reshape() != null || target.boundaryInside(range).isPresent()) {
            waitsFor = "the range to be split";
        } else if (!verdict.isUp(gained.get())) {
            waitsFor = gained.get().node() + " is not up";
        } else if (holds.isHeld(range.id(), nowNanos)) {
            waitsFor = "a while: it was cancelled, or failed";
        } else if (range.leader() == null || !verdict.hasOpened(range.leader(), range.id(), range.epoch())) {
            waitsFor = "the range to be served";
        }
        return Optional.of(status(range, gained.get(), lost.get(), Phase.WAITING, 0, waitsFor));
    }

    private static MoveStatus status(
            RangeAssignment range, Member gained, Member lost, Phase phase, int basisPoints, String waitsFor) {
        return new MoveStatus(
                0,
                range.id(),
                range.leaderIfAny().orElse(lost).node(),
                gained.node(),
                lost.node(),
                phase,
                0,
                0,
                basisPoints,
                0,
                0,
                waitsFor);
    }

    static Optional<Member> onlyIn(List<Member> here, List<Member> there) {
        return here.stream().filter(member -> !there.contains(member)).findFirst();
    }
}
