package io.ordinal.node.chronicle;

import io.ordinal.node.JournalRecord;
import io.ordinal.protocol.Position;
import io.ordinal.ring.RangeId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where in the journal each range's log lies, and which segments may go. Built by going through all records once, then
 * kept up to date with each one appended. Any thread may use it.
 */
final class LogIndex {
    private final Deque<Segment> segments = new ArrayDeque<>();
    private final Map<RangeId, RangeLog> logs = new TreeMap<>();

    /** Where a record lies: in which batch, and where that batch is. */
    record Place(Segment segment, long batchOffset, long batchEnd, RecordNumber number) {}

    synchronized void addSegment(Segment segment) {
        segments.addLast(segment);
    }

    synchronized void grew(Segment segment, long endOffset, long batchNumber, boolean completesState) {
        segment.grew(endOffset, batchNumber, completesState);
    }

    synchronized void add(JournalRecord record, Place place) {
        if (record instanceof JournalRecord.Appended appended) {
            log(appended.range()).append(appended.record(), place);
            place.segment().lastOf().put(appended.range(), appended.record().position());
        } else if (record instanceof JournalRecord.Cut cut) {
            log(cut.range()).cut(cut.last(), place.number());
            for (Segment segment : segments) {
                segment.lastOf().computeIfPresent(cut.range(), (range, last) -> Position.min(last, cut.last()));
            }
        } else if (record instanceof JournalRecord.Copied copied) {
            if (!log(copied.range()).reaches(copied.asOf())) {
                logs.put(copied.range(), RangeLog.beginningAfter(copied.asOf()));
                forgetRecordsOf(copied.range());
            }
        } else if (record instanceof JournalRecord.Adopted adopted) {
            if (!log(adopted.range()).reaches(adopted.start())) {
                logs.put(adopted.range(), RangeLog.beginningAfter(adopted.start()));
                forgetRecordsOf(adopted.range());
            }
        } else if (record instanceof JournalRecord.Created created) {
            logs.put(created.range(), new RangeLog());
            forgetRecordsOf(created.range());
            segments.forEach(segment -> segment.dropped().remove(created.range()));
        } else if (record instanceof JournalRecord.Dropped gone) {
            logs.remove(gone.range());
            forgetRecordsOf(gone.range());
            place.segment().dropped().add(gone.range());
        } else if (record instanceof JournalRecord.State state) {
            log(state.range()).beginsAfterIfUnknown(state.last());
        }
    }

    /** Where to look for what follows a position; null if it is not there. */
    synchronized RangeLog.@Nullable Route routeAfter(RangeId range, Position after, int maxBytes) {
        @Nullable RangeLog log = logs.get(range);
        return log == null ? null : log.routeAfter(after, maxBytes);
    }

    /** How many bytes all segments hold. */
    synchronized long bytes() {
        return segments.stream().mapToLong(Segment::endOffset).sum();
    }

    /**
     * Takes out the oldest segment, if it may go.
     *
     * @return null if none may
     */
    synchronized @Nullable Segment removeOldest(
            Map<RangeId, Position> passed, Map<RangeId, Position> flushed, long byteCap) {
        @Nullable Segment oldest = segments.peekFirst();
        if (oldest == null || !isStateRepeatedAfter(oldest) || !isFlushed(oldest, flushed)) {
            return null;
        }
        if (!areAllAtOrBelow(oldest.lastOf(), passed) && bytes() <= byteCap) {
            return null;
        }
        segments.removeFirst();
        oldest.lastOf().forEach((range, last) -> log(range).trimTo(last, oldest));
        return oldest;
    }

    private boolean isStateRepeatedAfter(Segment oldest) {
        return segments.stream().anyMatch(segment -> segment != oldest && segment.hasState());
    }

    /** A drop is flushed when the table no longer knows the range, or knows a later stay of it. */
    private static boolean isFlushed(Segment segment, Map<RangeId, Position> flushed) {
        return areAllAtOrBelow(segment.lastOf(), flushed)
                && segment.dropped().stream().noneMatch(flushed::containsKey);
    }

    private static boolean areAllAtOrBelow(Map<RangeId, Position> positions, Map<RangeId, Position> bounds) {
        for (Map.Entry<RangeId, Position> each : positions.entrySet()) {
            @Nullable Position bound = bounds.get(each.getKey());
            if (bound == null || each.getValue().isAfter(bound)) {
                return false;
            }
        }
        return true;
    }

    private RangeLog log(RangeId range) {
        return logs.computeIfAbsent(range, unknown -> new RangeLog());
    }

    private void forgetRecordsOf(RangeId range) {
        segments.forEach(segment -> segment.lastOf().remove(range));
    }

    synchronized List<Segment> segments() {
        return List.copyOf(segments);
    }
}
