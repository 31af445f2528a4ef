package io.ordinal.rebalancer;

import io.ordinal.protocol.MoveProgress;
import io.ordinal.protocol.Operation;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Move;
import io.ordinal.ring.MoveSettings;
import io.ordinal.ring.RangeAssignment;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which moves get nowhere, though the range is served and its leader tells of it: leader and target may not reach each other,
 * for instance. Such a move would keep its place at both for good, so that others never got theirs.
 *
 * <p>Only copying is judged, from the beginning of the move on, and as long as leaders are heard and moves are not paused:
 * what a leader tells of the later phases does not show whether they get on. Not in the map: a successor in office begins to
 * wait anew.
 */
final class StuckMoves {
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** When there was something new of a move, or it was not expected. */
    private static final class Seen {
        private long newsNanos;
        private @Nullable MoveProgress progress;

        Seen(long nowNanos) {
            newsNanos = nowNanos;
        }

        void look(@Nullable MoveProgress reported, boolean isExpected, long nowNanos) {
            boolean isNews = reported != null && !reported.equals(progress);
            if (isNews || !isExpected) {
                progress = reported;
                newsNanos = nowNanos;
            }
        }
    }

    private final Map<Long, Seen> seen = new TreeMap<>();

    void beginAfresh() {
        seen.clear();
    }

    /** Looks at the moves of the map. */
    void look(ClusterMap map, NodeView.Verdict verdict, long nowNanos) {
        Set<Long> underWay = new HashSet<>();
        for (RangeAssignment range : map.ranges()) {
            Move move = range.move();
            if (move != null) {
                underWay.add(move.id());
                Optional<MoveProgress> progress = verdict.progress(range);
                boolean isCopying = progress.map(MoveProgress::phase)
                        .filter(phase -> phase != MoveProgress.Phase.COPYING)
                        .isEmpty();
                boolean isExpected = isCopying
                        && verdict.isServed(range)
                        && !map.plan().settings().paused();
                seen.computeIfAbsent(move.id(), any -> new Seen(nowNanos))
                        .look(progress.orElse(null), isExpected, nowNanos);
            }
        }
        seen.keySet().retainAll(underWay);
    }

    /** For how long the move has got nowhere. */
    long stuckSeconds(Move move, long nowNanos) {
        Seen one = seen.get(move.id());
        return one == null ? 0 : TimeUnit.NANOSECONDS.toSeconds(nowNanos - one.newsNanos);
    }

    /** Whether to try it again later, so that others get its place. */
    boolean isHopeless(Move move, MoveSettings settings, long nowNanos) {
        Seen one = seen.get(move.id());
        return one != null && nowNanos - one.newsNanos > PATIENCE_NANOS + pauseNanos(settings);
    }

    /** How long a limit may hold the next entry back: one of the greatest of each copy that shares it. */
    private static long pauseNanos(MoveSettings settings) {
        long limit = settings.bytesPerSecond();
        long shared = (long) settings.movesPerNode() * Operation.Put.MAX_VALUE_LENGTH_BYTES;
        return limit == 0 ? 0 : TimeUnit.SECONDS.toNanos(shared) / limit;
    }
}
