package io.ordinal.node.chronicle;

import io.ordinal.node.UnknownFormatException;
import io.ordinal.protocol.WireWriter;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Records that were appended together, as they lie on disk. All numbers are big-endian.
 *
 * <pre>
 *    0  mark      4   tells a batch from anything else
 *    4  length    4   of the whole batch, a multiple of four
 *    8  checksum  4   CRC32C of everything that follows
 *   12  version   1
 *   13  kind      1
 *   14  flags     1
 *   15  padding   1   how many bytes at the end mean nothing
 *   16  number    8   one more than the batch before, in this segment or the one before
 *   24  forced    8   the last batch that was known to be on disk when this one was written
 *   32  records       each with its length in four bytes before it
 * </pre>
 *
 * @param offset where in the file it begins
 * @param bytes all of it
 */
record Batch(long offset, ByteBuffer bytes) {
    static final int VERSION = 1;
    static final int MARK = 0x4f4a_6271;
    static final int HEADER_BYTES = 32;
    static final int ALIGNMENT_BYTES = 4;

    /** The memory kept for one mapping of the file is several times this. */
    static final int MAX_BYTES = 2 << 20;

    /** The longest record that fits. */
    static final int MAX_RECORD_BYTES = MAX_BYTES - HEADER_BYTES - Integer.BYTES - ALIGNMENT_BYTES;

    private static final int CHECKED_FROM = 12;
    private static final int FLAG_MEMORY = 1;

    /** What a batch is for. */
    enum Kind {
        RECORDS(0),
        /** A part of the state at the head of a segment. */
        STATE(1),
        /** The last part of that state: from here on older segments may go. */
        STATE_COMPLETE(2),
        /** Nothing follows: the node stopped in good order. */
        CLEAN_STOP(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    /** Starts a batch in an empty writer: room for the header, filled in by {@link #finish}. */
    static void begin(WireWriter out) {
        out.clear();
        out.writeRaw(new byte[HEADER_BYTES], 0, HEADER_BYTES);
    }

    /** Pads the batch and fills in its header. */
    static void finish(WireWriter out, Kind kind, long number, long forced, Durability durability) {
        int padding = -out.length() & (ALIGNMENT_BYTES - 1);
        out.writeRaw(new byte[padding], 0, padding);
        ByteBuffer header = ByteBuffer.wrap(out.array(), 0, out.length());
        int flags = durability == Durability.MEMORY ? FLAG_MEMORY : 0;
        header.putInt(0, MARK)
                .putInt(4, out.length())
                .put(12, (byte) VERSION)
                .put(13, (byte) kind.code)
                .put(14, (byte) flags)
                .put(15, (byte) padding)
                .putLong(16, number)
                .putLong(24, forced);
        header.putInt(8, checksum(header));
    }

    /** The batch that begins at the buffer's position, or null if what is there is none, or damaged. */
    static @Nullable Batch readAt(long offset, ByteBuffer from) {
        if (from.remaining() < HEADER_BYTES || from.getInt(from.position()) != MARK) {
            return null;
        }
        int length = from.getInt(from.position() + 4);
        if (length < HEADER_BYTES || length > from.remaining()) {
            return null;
        }
        ByteBuffer bytes = from.slice(from.position(), length);
        if (bytes.getInt(8) != checksum(bytes)) {
            return null;
        }
        if (bytes.get(12) != VERSION) {
            throw new UnknownFormatException("the journal", bytes.get(12), VERSION);
        }
        return new Batch(offset, bytes);
    }

    long end() {
        return offset + bytes.limit();
    }

    long number() {
        return bytes.getLong(16);
    }

    long forced() {
        return bytes.getLong(24);
    }

    boolean is(Kind kind) {
        return bytes.get(13) == kind.code;
    }

    boolean wasInMemoryOnly() {
        return (bytes.get(14) & FLAG_MEMORY) != 0;
    }

    /** The records one after the other: a buffer that {@link #nextRecord} takes them from. */
    ByteBuffer records() {
        return bytes.slice(HEADER_BYTES, bytes.limit() - HEADER_BYTES - bytes.get(15));
    }

    /** The next record of {@link #records}. */
    static ByteBuffer nextRecord(ByteBuffer records) {
        int length = records.getInt();
        ByteBuffer record = records.slice(records.position(), length);
        records.position(records.position() + length);
        return record;
    }

    private static int checksum(ByteBuffer batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch.slice(CHECKED_FROM, batch.limit() - CHECKED_FROM));
        return (int) crc.getValue();
    }
}
