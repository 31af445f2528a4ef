package io.ordinal.bench;

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
import java.util.List;
import java.util.SplittableRandom;

/** The log of one range that grows by puts of 100 bytes. Keys and values are made beforehand, so that growing costs little. */
final class SampleLog {
    static final RangeId RANGE = new RangeId(1);
    static final ClientId CLIENT = new ClientId(0x1234_5678_9abc_def0L, 0x0fed_cba9_8765_4321L);
    static final int VALUE_BYTES = 100;

    /** A power of two. */
    static final int KEYS = 1 << 16;

    private static final long EPOCH = 3;

    private final Operation.Put[] puts = new Operation.Put[KEYS];
    private Position last = Position.START;

    SampleLog() {
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < KEYS; i++) {
            byte[] value = new byte[VALUE_BYTES];
            random.nextBytes(value);
            puts[i] = new Operation.Put(Key.utf8("customer/" + i), Bytes.wrap(value), 0);
        }
    }

    Position last() {
        return last;
    }

    Operation.Put put(int i) {
        return puts[i & (KEYS - 1)];
    }

    List<LogRecord> grow(int count) {
        List<LogRecord> records = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long sequence = last.sequence() + 1;
            Position position = new Position(EPOCH, sequence);
            records.add(new LogRecord(
                    position, last, 1_700_000_000_000L, new LogRecord.Write(new RequestId(CLIENT, sequence), put((int)
                            sequence))));
            last = position;
        }
        return records;
    }

    List<JournalRecord> growJournal(int count) {
        List<JournalRecord> facts = new ArrayList<>(count);
        for (LogRecord record : grow(count)) {
            facts.add(new JournalRecord.Appended(RANGE, record));
        }
        return facts;
    }

    /** What a new segment of the journal begins with. */
    JournalRecord.State state() {
        return new JournalRecord.State(
                RANGE, 1, TokenRange.WHOLE_RING, EPOCH, List.of(), 0, EPOCH, last, 1_000, last, false);
    }
}
