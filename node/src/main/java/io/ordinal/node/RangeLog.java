package io.ordinal.node;

import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.Position;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The newest part of a range's chain in memory: everything after {@link #start}. What lies before is in the journal or
 * in the table.
 */
final class RangeLog {
    private static final int FIXED_BYTES = 96;

    private final List<LogRecord> records = new ArrayList<>();
    private int head;
    private long bytes;
    private Position start = Position.START;
    private long startLogTimeMillis;

    /** The position before the first record held. */
    Position start() {
        return start;
    }

    Position last() {
        return isEmpty() ? start : records.get(records.size() - 1).position();
    }

    long lastLogTimeMillis() {
        return isEmpty() ? startLogTimeMillis : records.get(records.size() - 1).logTimeMillis();
    }

    long bytes() {
        return bytes;
    }

    void append(LogRecord record) {
        Invariant.holds(record.previous().equals(last()), "a record does not follow the last", record, last());
        records.add(record);
        bytes += sizeOf(record);
    }

    /** Whether the chain passes through {@code position}, as far as it is held. */
    boolean holds(Position position) {
        return position.equals(start) || find(position) >= 0;
    }

    /** Whether the chain goes through {@code position}, which is committed, or began after it. */
    boolean reaches(Position position) {
        return start.isAfter(position) || holds(position);
    }

    /** The records after {@code position}, at least one if there is any; empty if the chain held begins later. */
    Optional<List<LogRecord>> after(Position position, int maxBytes) {
        int from;
        if (position.equals(start)) {
            from = head;
        } else {
            int found = find(position);
            if (found < 0) {
                return Optional.empty();
            }
            from = found + 1;
        }
        int to = from;
        long size = 0;
        while (to < records.size() && (to == from || size + sizeOf(records.get(to)) <= maxBytes)) {
            size += sizeOf(records.get(to));
            to++;
        }
        return Optional.of(List.copyOf(records.subList(from, to)));
    }

    /** The records after {@code from} up to and including {@code to}; both are held. */
    List<LogRecord> between(Position from, Position to) {
        int first = from.equals(start) ? head : find(from) + 1;
        int last = to.equals(start) ? head - 1 : find(to);
        return first > last ? List.of() : records.subList(first, last + 1);
    }

    /** The last position whose number is at or below {@code sequence}; the start if all held are above. */
    Position lastAtOrBelow(long sequence) {
        for (int i = records.size() - 1; i >= head; i--) {
            if (records.get(i).position().sequence() <= sequence) {
                return records.get(i).position();
            }
        }
        return start;
    }

    /** Removes everything after {@code position}. */
    void cutTo(Position position) {
        while (!isEmpty() && last().isAfter(position)) {
            bytes -= sizeOf(records.remove(records.size() - 1));
        }
        if (start.isAfter(position)) {
            restartAt(position, startLogTimeMillis);
        }
        Invariant.holds(last().equals(position), "a cut ends between two records", position, last());
    }

    /** Gives up records from the front, none after {@code upTo}, until at most {@code keepBytes} are left. */
    void trim(Position upTo, long keepBytes) {
        while (bytes > keepBytes && !isEmpty() && !records.get(head).position().isAfter(upTo)) {
            LogRecord first = records.get(head++);
            start = first.position();
            startLogTimeMillis = first.logTimeMillis();
            bytes -= sizeOf(first);
        }
        if (head > 1_024 && head > records.size() / 2) {
            records.subList(0, head).clear();
            head = 0;
        }
    }

    void restartAt(Position position, long logTimeMillis) {
        records.clear();
        head = 0;
        bytes = 0;
        start = position;
        startLogTimeMillis = logTimeMillis;
    }

    private boolean isEmpty() {
        return head == records.size();
    }

    private int find(Position position) {
        int low = head;
        int high = records.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = records.get(middle).position().compareTo(position);
            if (order == 0) {
                return middle;
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** What records weigh in memory and on the wire, roughly. */
    static long sizeOf(List<LogRecord> records) {
        long sum = 0;
        for (LogRecord record : records) {
            sum += sizeOf(record);
        }
        return sum;
    }

    static int sizeOf(LogRecord record) {
        if (record.payload() instanceof LogRecord.Write write) {
            Bytes value = write.operation() instanceof Operation.Put put ? put.value() : null;
            return sizeOf(write.operation().key(), value);
        } else if (record.payload() instanceof LogRecord.Purge purge) {
            return FIXED_BYTES + purge.keyBytes() + 16 * purge.tombstones().size();
        }
        return FIXED_BYTES;
    }

    static int sizeOf(Key key, @Nullable Bytes value) {
        return FIXED_BYTES + key.bytes().length() + (value == null ? 0 : value.length());
    }
}
