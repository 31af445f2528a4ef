package io.ordinal.rebalancer;

import io.ordinal.protocol.MoveProgress;
import io.ordinal.protocol.Operation;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Move;
import io.ordinal.ring.MoveSettings;
import io.ordinal.ring.RangeAssignment;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which moves get nowhere, though leader and target are both there: they may not reach each other, for instance. Such a move
 * would keep its place at either of them for good, so that others never got theirs.
 *
 * <p>A move gets on when its leader reports another phase, or more that was copied. It has as much time for the next step as
 * all before took, since catching up with what was written during a long copy takes long itself, but 30 s at least. Once
 * verified it waits for its turn to be committed, and for nothing else while its target is up. Not in the map: a successor in
 * office begins to wait anew.
 */
final class StuckMoves {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final class Seen {
        private final long sinceNanos;
        private long gotOnNanos;
        private @Nullable MoveProgress progress;

        Seen(long nowNanos) {
            sinceNanos = nowNanos;
            gotOnNanos = nowNanos;
        }

        /** @param isReady whether it needs nothing but its turn to be committed, so that it is not for it to get on */
        void look(@Nullable MoveProgress reported, boolean isReady, long nowNanos) {
            if (isReady || (reported != null && !reported.equals(progress))) {
                progress = reported;
                gotOnNanos = nowNanos;
            }
        }
    }

    private final Map<Long, Seen> seen = new TreeMap<>();

    void beginAfresh() {
        seen.clear();
    }

    /** Looks at the moves of the map. While moves are paused none is expected to get on. */
    void look(ClusterMap map, NodeView.Verdict verdict, long nowNanos) {
        Set<Long> expected = new HashSet<>();
        for (RangeAssignment range : map.ranges()) {
            Move move = range.move();
            if (move != null && !map.plan().settings().paused()) {
                expected.add(move.id());
                MoveProgress progress = verdict.progress(range).orElse(null);
                boolean isVerified = progress != null && progress.phase() == MoveProgress.Phase.VERIFIED;
                seen.computeIfAbsent(move.id(), any -> new Seen(nowNanos))
                        .look(progress, isVerified && verdict.isUp(move.target()), nowNanos);
            }
        }
        seen.keySet().retainAll(expected);
    }

    /** For how long the move has got nowhere. */
    long stuckSeconds(Move move, long nowNanos) {
        Seen one = seen.get(move.id());
        return one == null ? 0 : TimeUnit.NANOSECONDS.toSeconds(nowNanos - one.gotOnNanos);
    }

    /** Whether to try it again later, so that others get its place. */
    boolean isHopeless(Move move, MoveSettings settings, long nowNanos) {
        Seen one = seen.get(move.id());
        if (one == null) {
            return false;
        }
        long patience = Math.max(PATIENCE_NANOS, one.gotOnNanos - one.sinceNanos) + pauseNanos(settings);
        return nowNanos - one.gotOnNanos > patience;
    }

    /** How long a limit may hold the next entry back: one of the greatest of each copy that shares it. */
    private static long pauseNanos(MoveSettings settings) {
        long limit = settings.bytesPerSecond();
        long shared = (long) settings.movesPerNode() * Operation.Put.MAX_VALUE_LENGTH_BYTES;
        return limit == 0 ? 0 : TimeUnit.SECONDS.toNanos(shared) / limit;
    }
}
