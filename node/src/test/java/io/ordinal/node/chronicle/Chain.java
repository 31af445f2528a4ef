package io.ordinal.node.chronicle;

import io.ordinal.node.JournalRecord;
import io.ordinal.protocol.ClientId;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.RequestId;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A range's log as a test writes it: each record follows the one before. */
final class Chain {
    private final RangeId range;
    private Position last = Position.START;

    Chain(long range) {
        this.range = new RangeId(range);
    }

    RangeId range() {
        return range;
    }

    Position last() {
        return last;
    }

    JournalRecord.Appended open(long epoch) {
        return append(new Position(epoch, last.sequence()), new LogRecord.Open());
    }

    JournalRecord.Appended write(int valueBytes) {
        byte[] value = new byte[valueBytes];
        Arrays.fill(value, (byte) 'v');
        Position position = new Position(last.epoch(), last.sequence() + 1);
        return append(
                position,
                new LogRecord.Write(
                        new RequestId(new ClientId(7, range.number()), position.sequence()),
                        new Operation.Put(Key.utf8("key" + position.sequence()), Bytes.wrap(value), 0)));
    }

    List<JournalRecord> writes(int count, int valueBytes) {
        List<JournalRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(write(valueBytes));
        }
        return records;
    }

    JournalRecord.Cut cutTo(Position newLast) {
        last = newLast;
        return new JournalRecord.Cut(range, newLast);
    }

    JournalRecord.State state() {
        return new JournalRecord.State(
                range, 1, TokenRange.WHOLE_RING, last.epoch(), List.of(), 0, 0, last, 1_000, last, false);
    }

    private JournalRecord.Appended append(Position position, LogRecord.Payload payload) {
        LogRecord record = new LogRecord(position, last, 1_000, payload);
        last = position;
        return new JournalRecord.Appended(range, record);
    }

    static List<Position> positions(LogSlice slice) {
        return slice.records().stream().map(LogRecord::position).toList();
    }
}
