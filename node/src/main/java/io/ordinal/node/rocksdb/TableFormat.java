package io.ordinal.node.rocksdb;

import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.EntryCodec;
import io.ordinal.protocol.PositionCodec;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.protocol.StoredForm;
import io.ordinal.protocol.WireReader;
import io.ordinal.protocol.WireWriter;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How keys and values are laid out in the table.
 *
 * <pre>
 *   entries    key -> state, both in their {@link StoredForm}: token (8 bytes, big-endian) key -> flag, number, expiry, value
 *   retries    range (8) highest number (8)        -> one answer or several, by rising number: client, request, number, ...
 *   tombstones token (8) key                       -> number (8)
 *   default    range (8)                           -> tenure, position, log time, retry floor
 * </pre>
 *
 * <p>The family of tombstones lists where they are: each tombstone is in it under its number. A key in it may also have
 * been written since, or be gone.
 *
 * <p>Fixed numbers are big-endian, so that RocksDB's order of bytes is the order of tokens.
 */
final class TableFormat {
    static final int VERSION = 3;

    private static final int RETRY_KEY_BYTES = 2 * Long.BYTES;

    private TableFormat() {}

    static byte[] entryKey(Key key) {
        return StoredForm.key(key);
    }

    static Key readEntryKey(byte[] entryKey) {
        return StoredForm.readKey(entryKey, 0, entryKey.length);
    }

    static byte[] tokenKey(long token) {
        return ByteBuffer.allocate(StoredForm.TOKEN_BYTES).putLong(token).array();
    }

    /** What comes after every entry in the order of bytes: one byte more than the longest key of the last token. */
    static byte[] afterAllEntries() {
        byte[] end = new byte[StoredForm.MAX_KEY_BYTES + 1];
        Arrays.fill(end, (byte) 0xff);
        return end;
    }

    static byte[] entryValue(StoredEntry entry) {
        Bytes value = entry.value();
        WireWriter out = new WireWriter(20 + (value == null ? 0 : value.length()));
        StoredForm.writeState(entry, out);
        return out.toByteArray();
    }

    static StoredEntry readEntry(Key key, byte[] entryValue) {
        return StoredForm.readState(key, entryValue, 0, entryValue.length);
    }

    /** The number of an entry, without making the rest of it. */
    static long sequenceOf(byte[] entryValue) {
        return StoredForm.sequence(entryValue, 0, entryValue.length);
    }

    static boolean isTombstone(byte[] entryValue) {
        return StoredForm.isTombstone(entryValue, 0);
    }

    static byte[] tombstoneValue(long sequence) {
        return ByteBuffer.allocate(Long.BYTES).putLong(sequence).array();
    }

    static long readTombstone(byte[] tombstoneValue) {
        return ByteBuffer.wrap(tombstoneValue).getLong();
    }

    static byte[] rangeKey(RangeId range) {
        return ByteBuffer.allocate(Long.BYTES).putLong(range.number()).array();
    }

    /** What comes after everything of the range in the order of bytes. */
    static byte[] rangeEnd(RangeId range) {
        return ByteBuffer.allocate(RETRY_KEY_BYTES + 1)
                .putLong(range.number())
                .putLong(-1)
                .put((byte) 0)
                .array();
    }

    static RangeId readRangeKey(byte[] rangeKey) {
        return new RangeId(ByteBuffer.wrap(rangeKey).getLong());
    }

    static byte[] progressValue(RangeProgress progress) {
        WireWriter out = new WireWriter(48);
        out.writeNumber(progress.tenure());
        PositionCodec.write(progress.applied(), out);
        out.writeNumber(progress.logTimeMillis());
        out.writeNumber(progress.retryFloor());
        return out.toByteArray();
    }

    static RangeProgress readProgress(byte[] progressValue) {
        WireReader in = new WireReader(progressValue);
        RangeProgress progress =
                new RangeProgress(in.readNumber(), PositionCodec.read(in), in.readNumber(), in.readNumber());
        in.end();
        return progress;
    }

    static byte[] retryKey(RangeId range, long sequence) {
        return ByteBuffer.allocate(RETRY_KEY_BYTES)
                .putLong(range.number())
                .putLong(sequence)
                .array();
    }

    /** Where a range's answers with a number above {@code sequence} begin. */
    static byte[] retriesAfter(RangeId range, long sequence) {
        return sequence == Long.MAX_VALUE ? rangeEnd(range) : retryKey(range, sequence + 1);
    }

    static byte[] retriesValue(List<RetryRecord> retries) {
        WireWriter out = new WireWriter(40 * retries.size());
        retries.forEach(retry -> EntryCodec.writeRetry(retry, out));
        return out.toByteArray();
    }

    static List<RetryRecord> readRetries(byte[] retriesValue) {
        WireReader in = new WireReader(retriesValue);
        List<RetryRecord> retries = new ArrayList<>();
        while (in.remaining() > 0) {
            retries.add(EntryCodec.readRetry(in));
        }
        return retries;
    }
}
