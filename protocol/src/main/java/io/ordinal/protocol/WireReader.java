package io.ordinal.protocol;

import io.ordinal.ring.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link WireWriter} wrote, trusting nothing: each length and count is compared with its limit and with the
 * bytes that are left before anything is allocated for it. So reading takes memory in proportion to the bytes that
 * really came, whatever they claim. What is read is copied out, so the buffer may be used again afterwards. Confined to
 * one thread.
 *
 * <p>Every method throws {@link MalformedMessageException} when the bytes end early or cannot be right; the reader is
 * of no use after that.
 */
public final class WireReader {
    private static final int FIRST_LIST_CAPACITY = 64;

    private final ByteBuffer bytes;

    /** Reads from the buffer's position to its limit. The buffer's own position does not move. */
    public WireReader(ByteBuffer bytes) {
        this.bytes = bytes.slice().order(ByteOrder.BIG_ENDIAN);
    }

    public WireReader(byte[] bytes) {
        this(ByteBuffer.wrap(bytes));
    }

    public int readByte() {
        need(1);
        return bytes.get() & 0xff;
    }

    public boolean readBoolean() {
        int value = readByte();
        if (value > 1) {
            throw new MalformedMessageException("a boolean is 0 or 1, not " + value);
        }
        return value == 1;
    }

    public int readFixedInt() {
        need(Integer.BYTES);
        return bytes.getInt();
    }

    public long readFixedLong() {
        need(Long.BYTES);
        return bytes.getLong();
    }

    /** A number from 0 to {@link Long#MAX_VALUE}. */
    public long readNumber() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int next = readByte();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                if (next == 0 && shift > 0) {
                    throw new MalformedMessageException("a number is written with more bytes than it needs");
                }
                return value;
            }
        }
        throw new MalformedMessageException("a number is longer than 9 bytes");
    }

    /** A number from 0 to {@code max}. */
    public int readInt(int max) {
        long value = readNumber();
        if (value > max) {
            throw new MalformedMessageException("the number " + value + " is above its limit of " + max);
        }
        return (int) value;
    }

    /** Bytes with their length before them; {@code maxLength} bounds it. */
    public Bytes readBytes(int maxLength) {
        byte[] value = readByteArray(maxLength);
        return Bytes.wrap(value);
    }

    /** UTF-8 text with its length in bytes before it; {@code maxLength} bounds that. */
    public String readText(int maxLength) {
        byte[] value = readByteArray(maxLength);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedMessageException("a text is not in UTF-8", e);
        }
    }

    /**
     * A list with its size before it.
     *
     * @param maxCount bounds the size
     * @param minElementBytes what the shortest element takes: a size that the bytes left cannot hold is refused
     */
    public <T> List<T> readList(int maxCount, int minElementBytes, Function<WireReader, ? extends T> readElement) {
        int count = readInt(maxCount);
        if ((long) count * minElementBytes > bytes.remaining()) {
            throw new MalformedMessageException(
                    "a list claims " + count + " elements, but only " + bytes.remaining() + " bytes are left");
        }
        List<T> elements = new ArrayList<>(Math.min(count, FIRST_LIST_CAPACITY));
        for (int i = 0; i < count; i++) {
            elements.add(readElement.apply(this));
        }
        return elements;
    }

    public <T> @Nullable T readNullable(Function<WireReader, ? extends T> readValue) {
        return readBoolean() ? readValue.apply(this) : null;
    }

    /** How many bytes are left. */
    public int remaining() {
        return bytes.remaining();
    }

    /** Ends the reading. @throws MalformedMessageException if bytes are left, which no writer would have written */
    public void end() {
        if (bytes.hasRemaining()) {
            throw new MalformedMessageException(bytes.remaining() + " bytes are left over at the end");
        }
    }

    private byte[] readByteArray(int maxLength) {
        int length = readInt(maxLength);
        need(length);
        byte[] value = new byte[length];
        bytes.get(value);
        return value;
    }

    private void need(int count) {
        if (bytes.remaining() < count) {
            throw new MalformedMessageException(
                    "the bytes end early: " + count + " are needed, " + bytes.remaining() + " are left");
        }
    }
}
