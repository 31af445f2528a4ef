package io.ordinal.simulator.world;

import io.ordinal.node.JournalRecord;
import io.ordinal.protocol.Position;
import io.ordinal.ring.RangeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A journal on a disk that forgets: what was appended but not forced is lost at a crash, up to a prefix that the
 * operating system happened to write. Segments go only as the trimming rule allows.
 */
public final class SimJournal {
    private final List<List<JournalRecord>> segments = new ArrayList<>();
    private final TreeMap<RangeId, RangeLog> logs = new TreeMap<>();

    /** What was durable here before the disk broke its word: acknowledgements of it may have counted. */
    private final TreeMap<RangeId, Set<Position>> lost = new TreeMap<>();

    /** How many records the state at the head of each segment has. */
    private final List<Integer> stateLengths = new ArrayList<>();

    private long trimmed;
    private long appended;
    private long forced;

    public SimJournal() {
        segments.add(new ArrayList<>());
        stateLengths.add(0);
    }

    /** Appends to the page cache. Returns what to force so that it is durable. */
    public long append(List<JournalRecord> records) {
        List<JournalRecord> segment = segments.get(segments.size() - 1);
        for (JournalRecord record : records) {
            segment.add(record);
            appended++;
            index(record, appended);
        }
        return appended;
    }

    /** Begins a new segment with {@code state}. */
    public long roll(List<JournalRecord> state) {
        segments.add(new ArrayList<>());
        stateLengths.add(state.size());
        return append(state);
    }

    /** Everything up to {@code upTo}, as {@link #append} returned it, survives from now on. */
    public void force(long upTo) {
        forced = Math.max(forced, Math.min(upTo, appended));
    }

    /** Whether something was appended that a crash may take. */
    public boolean hasUnforcedTail() {
        return appended > forced;
    }

    /** Whether its first records are gone. */
    public boolean isTrimmed() {
        return trimmed > 0;
    }

    public int newestSegmentLength() {
        return segments.get(segments.size() - 1).size();
    }

    /** All records that are still here, oldest first: what a start replays. */
    public List<JournalRecord> replay() {
        List<JournalRecord> all = new ArrayList<>();
        segments.forEach(all::addAll);
        return all;
    }

    /** The chain of a range as appended, forced or not. */
    public RangeLog log(RangeId range) {
        return logs.getOrDefault(range, new RangeLog());
    }

    /**
     * Deletes the oldest segments whose records are all flushed in the table, and passed by every member or else more
     * than there is room for. The newest always stays. Returns whether any went.
     */
    public boolean trim(Map<RangeId, Position> passed, Map<RangeId, Position> flushed, int roomForSegments) {
        long before = trimmed;
        while (segments.size() > 1
                && segments.get(0).stream().allMatch(record -> isUpTo(record, flushed))
                && (segments.size() > roomForSegments
                        || segments.get(0).stream().allMatch(record -> isUpTo(record, passed)))) {
            trimmed += segments.remove(0).size();
            stateLengths.remove(0);
        }
        if (trimmed > before) {
            reindex();
        }
        return trimmed > before;
    }

    /** The journal as it comes up after a crash. */
    public SimJournal crash(Chance chance) {
        long kept = chance.happens(0.5) ? forced : chance.between(forced, appended);
        return upTo(kept);
    }

    /**
     * The journal as it comes up from a disk that did not keep its word: it ends anywhere behind the state that it begins
     * with, whatever was forced.
     */
    public SimJournal loseTail(Chance chance) {
        long least = trimmed == 0 ? 0 : trimmed + stateLengths.get(0);
        SimJournal after = upTo(chance.between(Math.min(least, forced), forced));
        rememberIn(after);
        return after;
    }

    /** An empty journal in the place of this one. */
    public SimJournal loseAll() {
        SimJournal after = new SimJournal();
        rememberIn(after);
        return after;
    }

    /** Whether the range is suspect here, or would be after a crash. */
    public boolean isSuspect() {
        return logs.values().stream().anyMatch(log -> log.isSuspect(forced));
    }

    /** Whether a record of a range's chain, or what came of it, is here and would survive a crash. */
    public boolean holdsDurably(RangeId range, Position position) {
        RangeLog log = logs.get(range);
        return log != null && log.appendedAs(position) <= forced;
    }

    /** Whether the record was durable here when the disk broke its word. */
    public boolean heldBeforeLoss(RangeId range, Position position) {
        return lost.getOrDefault(range, Set.of()).contains(position);
    }

    private void rememberIn(SimJournal after) {
        lost.forEach((range, positions) -> after.lost.put(range, new TreeSet<>(positions)));
        logs.forEach((range, log) -> {
            Set<Position> held = after.lost.computeIfAbsent(range, any -> new TreeSet<>());
            log.positions().stream()
                    .filter(position -> log.appendedAs(position) <= forced)
                    .forEach(held::add);
        });
    }

    private SimJournal upTo(long kept) {
        SimJournal after = new SimJournal();
        after.segments.clear();
        after.stateLengths.clear();
        lost.forEach((range, positions) -> after.lost.put(range, new TreeSet<>(positions)));
        long left = kept - trimmed;
        for (List<JournalRecord> segment : segments) {
            int length = (int) Math.min(left, segment.size());
            left -= length;
            after.stateLengths.add(stateLengths.get(after.segments.size()));
            after.segments.add(new ArrayList<>(segment.subList(0, length)));
            if (left == 0) {
                break;
            }
        }
        after.trimmed = trimmed;
        after.appended = kept;
        after.forced = kept;
        after.reindex();
        return after;
    }

    private void reindex() {
        logs.clear();
        long ordinal = trimmed;
        for (List<JournalRecord> segment : segments) {
            for (JournalRecord record : segment) {
                index(record, ++ordinal);
            }
        }
    }

    private void index(JournalRecord record, long ordinal) {
        if (record instanceof JournalRecord.OfRange fact) {
            logs.computeIfAbsent(fact.range(), range -> new RangeLog()).take(fact, ordinal);
        }
    }

    /** What was cut, or belongs to a stay that is over, needs nothing; a drop must have come through to the table. */
    private boolean isUpTo(JournalRecord record, Map<RangeId, Position> limits) {
        if (record instanceof JournalRecord.Appended appended) {
            Position limit = limits.get(appended.range());
            Position position = appended.record().position();
            return !log(appended.range()).positions().contains(position)
                    || (limit != null && position.compareTo(limit) <= 0);
        } else if (record instanceof JournalRecord.Dropped dropped) {
            return log(dropped.range()).isHeld() || !limits.containsKey(dropped.range());
        }
        return true;
    }
}
