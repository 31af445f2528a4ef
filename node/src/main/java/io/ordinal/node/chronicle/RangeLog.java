package io.ordinal.node.chronicle;

import io.ordinal.node.chronicle.LogIndex.Place;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one range's log lies in the journal: as a list of runs, short stretches of segments with records of the range in
 * them (and records of others in between). Guarded by the {@link LogIndex} that holds it.
 *
 * <p>What is cut stays in the files. So each cut is remembered with its place: a record is dead if a cut that comes later
 * in the journal cut below it.
 */
final class RangeLog {
    /** A run ends after so many bytes: a reader goes through at most about so many in vain. */
    private static final long RUN_BYTES = 256 << 10;

    private static final int MIN_RUNS_A_ROUTE = 8;

    /** What lies before the first record; null while nothing is known of the log. */
    private @Nullable Position base;

    private @Nullable Position last;
    private final List<Run> runs = new ArrayList<>();
    private final List<CutMark> cuts = new ArrayList<>();
    private boolean newRunNext = true;

    /** A stretch of a segment; {@code to} moves until the next run begins. */
    private static final class Run {
        private final Segment segment;
        private final Position previous;
        private final long from;
        private long to;

        Run(Segment segment, Position previous, long from, long to) {
            this.segment = segment;
            this.previous = previous;
            this.from = from;
            this.to = to;
        }
    }

    /** Everything above {@code last} that lies before {@code number} in the journal is dead. */
    record CutMark(RecordNumber number, Position last) {
        boolean kills(RecordNumber recordNumber, Position position) {
            return position.isAfter(last) && recordNumber.compareTo(number) < 0;
        }
    }

    /** A stretch to read: all batches that begin at {@code from} or later, and before {@code to}. */
    record Stretch(Segment segment, long from, long to) {}

    /** What to read, in which order, and what not to believe on the way. */
    record Route(List<Stretch> stretches, List<CutMark> cuts) {
        boolean isDead(RecordNumber number, Position position) {
            return cuts.stream().anyMatch(cut -> cut.kills(number, position));
        }
    }

    static RangeLog beginningAfter(Position base) {
        RangeLog log = new RangeLog();
        log.beginsAfterIfUnknown(base);
        return log;
    }

    /** Nothing before the next record can be read any more; whether that is right is for the core to judge. */
    private void beginAnewAfter(Position position) {
        base = position;
        last = position;
        runs.clear();
        cuts.clear();
        newRunNext = true;
    }

    void beginsAfterIfUnknown(Position position) {
        if (last == null) {
            beginAnewAfter(position);
        }
    }

    /** Whether the log goes through {@code position}, which is committed, or ends behind it: a copy of it changes nothing. */
    boolean reaches(Position position) {
        return last != null && !position.isAfter(last);
    }

    void append(LogRecord record, Place place) {
        if (!record.previous().equals(last)) {
            beginAnewAfter(record.previous());
        }
        last = record.position();
        @Nullable Run run = runs.isEmpty() ? null : runs.get(runs.size() - 1);
        if (run == null || newRunNext || run.segment != place.segment() || place.batchEnd() - run.from > RUN_BYTES) {
            runs.add(new Run(place.segment(), record.previous(), place.batchOffset(), place.batchEnd()));
            newRunNext = false;
        } else {
            run.to = place.batchEnd();
        }
    }

    void cut(Position newLast, RecordNumber number) {
        beginsAfterIfUnknown(newLast);
        if (last == null || !last.isAfter(newLast)) {
            return;
        }
        last = newLast;
        runs.removeIf(run -> run.previous.compareTo(newLast) >= 0);
        cuts.removeIf(cut -> cut.last().compareTo(newLast) >= 0);
        cuts.add(new CutMark(number, newLast));
        newRunNext = true;
    }

    /** The records up to {@code position} were in {@code segment} or before it, which is gone. */
    void trimTo(Position position, Segment segment) {
        base = base == null ? position : Position.max(base, position);
        runs.removeIf(run -> run.segment == segment);
        if (runs.isEmpty()) {
            cuts.clear();
            newRunNext = true;
        }
    }

    /** Null if what follows {@code after} is not in the journal. */
    @Nullable
    Route routeAfter(Position after, int maxBytes) {
        if (after.equals(last)) {
            return new Route(List.of(), List.of());
        }
        if (base == null || last == null || base.isAfter(after) || after.isAfter(last) || runs.isEmpty()) {
            return null;
        }
        int first = runs.size() - 1;
        while (first > 0 && runs.get(first).previous.isAfter(after)) {
            first--;
        }
        int end = (int) Math.min(runs.size(), first + MIN_RUNS_A_ROUTE + 2L * maxBytes / RUN_BYTES);
        List<Stretch> stretches = new ArrayList<>();
        for (Run run : runs.subList(first, end)) {
            stretches.add(new Stretch(run.segment, run.from, run.to));
        }
        return new Route(stretches, List.copyOf(cuts));
    }
}
