package io.ordinal.node.chronicle;

import io.ordinal.node.JournalRecordCodec;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Position;
import io.ordinal.ring.RangeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the records of one range that follow a position. Used once, by one thread, beside the appending one. */
final class JournalReader {
    private final RangeId range;
    private final int maxBytes;
    private final List<LogRecord> records = new ArrayList<>();
    private Position last;
    private int bytes;

    JournalReader(RangeId range, Position after, int maxBytes) {
        this.range = range;
        this.last = after;
        this.maxBytes = maxBytes;
    }

    LogSlice read(RangeLog.Route route) throws IOException {
        try {
            for (RangeLog.Stretch stretch : route.stretches()) {
                if (!read(stretch, route)) {
                    break;
                }
            }
        } catch (NoSuchFileException trimmedMeanwhile) {
            return records.isEmpty() ? LogSlice.GONE : new LogSlice(records, false);
        }
        boolean notOnTheChain = records.isEmpty() && !route.stretches().isEmpty();
        return notOnTheChain ? LogSlice.GONE : new LogSlice(records, false);
    }

    /** Whether to go on with the next stretch. */
    private boolean read(RangeLog.Stretch stretch, RangeLog.Route route) throws IOException {
        try (SegmentReader reader = SegmentReader.openAt(stretch.segment().file(), stretch.from() - Integer.BYTES)) {
            while (reader.offset() < stretch.to()) {
                @Nullable Batch batch = reader.next();
                if (batch == null) {
                    throw new JournalCorruptException(
                            reader.file(), reader.offset(), "what was appended here can no longer be read");
                }
                if (!take(batch, route)) {
                    return false;
                }
            }
            return true;
        }
    }

    private boolean take(Batch batch, RangeLog.Route route) {
        ByteBuffer encoded = batch.records();
        for (int index = 0; encoded.hasRemaining(); index++) {
            ByteBuffer one = Batch.nextRecord(encoded);
            @Nullable LogRecord record = JournalRecordCodec.readAppendedTo(range, last, one);
            if (record == null || route.isDead(new RecordNumber(batch.number(), index), record.position())) {
                continue;
            }
            boolean full = !records.isEmpty() && bytes + one.limit() > maxBytes;
            if (full || !record.previous().equals(last)) {
                return false;
            }
            records.add(record);
            bytes += one.limit();
            last = record.position();
        }
        return true;
    }
}
