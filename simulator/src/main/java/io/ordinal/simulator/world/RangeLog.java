package io.ordinal.simulator.world;

import io.ordinal.node.JournalRecord;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** What a journal says of one range's chain: the records after a base, cuts carried out. */
public final class RangeLog {
    private final TreeMap<Position, LogRecord> records = new TreeMap<>();
    private final TreeMap<Position, Long> ordinals = new TreeMap<>();
    private Position base = Position.START;
    private long baseOrdinal;
    private long promise;
    private boolean suspect;
    private long levelledAs;
    private boolean copying;
    private boolean held = true;

    RangeLog() {}

    /** The position before the first record that is still here. */
    public Position base() {
        return base;
    }

    public Position last() {
        return records.isEmpty() ? base : records.lastKey();
    }

    public long promise() {
        return promise;
    }

    /** Whether the range is suspect, or was until a record of the journal that is not in {@code forced} of them. */
    boolean isSuspect(long forced) {
        return suspect || levelledAs > forced;
    }

    /** Whether the range is here, and has not been dropped. */
    boolean isHeld() {
        return held;
    }

    /** Whether a copy has begun and not ended: what the table gets now does not come from this log. */
    public boolean isCopying() {
        return copying;
    }

    /** The records after {@code position}, oldest first. */
    public List<LogRecord> after(Position position) {
        return new ArrayList<>(records.tailMap(position, false).values());
    }

    /** Every position that is here as a record. */
    Set<Position> positions() {
        return records.keySet();
    }

    /**
     * Which record of the journal put the position here, counted from 1 at the journal's very first: its own or, for one
     * before the base, the one that says that the chain begins there. A position that is not here has none.
     */
    long appendedAs(Position position) {
        if (!position.isAfter(base)) {
            return baseOrdinal;
        }
        return records.containsKey(position) ? ordinals.getOrDefault(position, Long.MAX_VALUE) : Long.MAX_VALUE;
    }

    /** @throws Violation if the record does not fit onto the chain */
    void take(JournalRecord.OfRange fact, long ordinal) {
        if (fact instanceof JournalRecord.Appended appended) {
            LogRecord record = appended.record();
            Violation.unless(
                    record.previous().equals(last()),
                    () -> "a chain is broken: " + record + " was appended to " + fact.range() + " after " + last());
            records.put(record.position(), record);
            ordinals.put(record.position(), ordinal);
        } else if (fact instanceof JournalRecord.Cut cut) {
            records.tailMap(cut.last(), false).clear();
            if (records.isEmpty()) {
                beginAt(cut.last(), ordinal);
            }
        } else if (fact instanceof JournalRecord.Promise promised) {
            Violation.unless(
                    promised.epoch() >= promise,
                    () -> "the promise of " + fact.range() + " went from " + promise + " to " + promised.epoch());
            promise = promised.epoch();
        } else if (fact instanceof JournalRecord.CopyBegun) {
            copying = true;
        } else if (fact instanceof JournalRecord.Copied copied) {
            copying = false;
            boolean goesOn = base.compareTo(copied.asOf()) >= 0 || records.containsKey(copied.asOf());
            if (!goesOn) {
                records.clear();
                beginAt(copied.asOf(), ordinal);
            }
        } else if (fact instanceof JournalRecord.Adopted adopted) {
            boolean isKnown = base.compareTo(adopted.start()) >= 0 || records.containsKey(adopted.start());
            if (!isKnown) {
                held = true;
                copying = false;
                records.clear();
                beginAt(adopted.start(), ordinal);
            }
        } else if (fact instanceof JournalRecord.Dropped || fact instanceof JournalRecord.Created) {
            held = fact instanceof JournalRecord.Created;
            copying = false;
            records.clear();
            beginAt(Position.START, ordinal);
        } else if (fact instanceof JournalRecord.Suspected) {
            suspect = true;
        } else if (fact instanceof JournalRecord.BroughtLevel) {
            suspect = false;
            levelledAs = ordinal;
        } else if (fact instanceof JournalRecord.State state && records.isEmpty()) {
            beginAt(state.last(), ordinal);
            copying = state.copying();
            promise = Math.max(promise, state.promise());
        }
    }

    private void beginAt(Position position, long ordinal) {
        base = position;
        baseOrdinal = ordinal;
    }
}
