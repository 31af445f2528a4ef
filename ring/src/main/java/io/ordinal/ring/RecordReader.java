package io.ordinal.ring;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Reads what {@link RecordWriter} wrote, and trusts nothing: each method throws MalformedRecordException, naming the field. */
final class RecordReader {
    private final ByteBuffer bytes;

    RecordReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    int readByte(String field) {
        need(1, field);
        return bytes.get() & 0xFF;
    }

    long readLong(String field) {
        need(Long.BYTES, field);
        return bytes.getLong();
    }

    long readNumber(String field) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = readByte(field);
            if (shift == 63 && next > 1) {
                break;
            }
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new MalformedRecordException(field + " is longer than 64 bits");
    }

    int readNumber(String field, int least, int most) {
        long value = readNumber(field);
        if (value < least || value > most) {
            throw new MalformedRecordException(
                    field + " is " + Long.toUnsignedString(value) + ", not " + least + " to " + most);
        }
        return (int) value;
    }

    /** A number of items of at least {@code leastBytesEach}: more than the rest of the record could hold is refused. */
    int readCount(String field, int leastBytesEach) {
        long count = readNumber(field);
        if (count < 0 || count > bytes.remaining() / leastBytesEach) {
            throw new MalformedRecordException(
                    field + " is " + Long.toUnsignedString(count) + ", more than the rest of the record holds");
        }
        return (int) count;
    }

    UUID readUuid(String field) {
        return new UUID(readLong(field), readLong(field));
    }

    String readText(String field) {
        int length = readCount(field, 1);
        ByteBuffer text = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedRecordException(field + " is not UTF-8", e);
        }
    }

    void expectEnd() {
        if (bytes.hasRemaining()) {
            throw new MalformedRecordException(bytes.remaining() + " B are left after the end of the record");
        }
    }

    private void need(int count, String field) {
        if (bytes.remaining() < count) {
            throw new MalformedRecordException("the record ends inside " + field + ", after " + bytes.limit() + " B");
        }
    }
}
