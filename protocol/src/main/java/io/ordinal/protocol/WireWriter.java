package io.ordinal.protocol;

import io.ordinal.ring.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A growing array that messages and journal records are written into; {@link #clear} makes it ready for the next one
 * without giving the array up. Confined to one thread at a time.
 *
 * <p>Fixed numbers are big-endian. Variable ones are LEB128: seven bits a byte, lowest first, the top bit set on all
 * but the last. {@link WireReader} reads what is written here.
 */
public final class WireWriter {
    private static final int DEFAULT_CAPACITY_BYTES = 256;
    private static final int MAX_ARRAY_BYTES = Integer.MAX_VALUE - 8;

    private byte[] bytes;
    private int length;

    public WireWriter() {
        this(DEFAULT_CAPACITY_BYTES);
    }

    public WireWriter(int capacityBytes) {
        this.bytes = new byte[capacityBytes];
    }

    public void writeByte(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    public void writeBoolean(boolean value) {
        writeByte(value ? 1 : 0);
    }

    /** Four bytes, big-endian. */
    public void writeFixedInt(int value) {
        reserve(Integer.BYTES);
        putFixedInt(length, value);
        length += Integer.BYTES;
    }

    /** Overwrites four bytes that were written before: for lengths that are known only afterwards. */
    public void setFixedInt(int offset, int value) {
        if (offset < 0 || offset > length - Integer.BYTES) {
            throw new IndexOutOfBoundsException("no four bytes at " + offset + " of " + length);
        }
        putFixedInt(offset, value);
    }

    /** Eight bytes, big-endian: for tokens, ids and clocks, whose high bits are used. */
    public void writeFixedLong(long value) {
        reserve(Long.BYTES);
        putFixedInt(length, (int) (value >>> 32));
        putFixedInt(length + Integer.BYTES, (int) value);
        length += Long.BYTES;
    }

    /**
     * A count, sequence number, epoch, size or time: 1 to 9 bytes, small ones short.
     *
     * @throws IllegalArgumentException if {@code value} is negative, which none of these ever is
     */
    public void writeNumber(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("a number on the wire is never negative: " + value);
        }
        reserve(9);
        long rest = value;
        while (rest > 0x7f) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /** The length as a number, then the bytes. */
    public void writeBytes(Bytes value) {
        writeByteArray(value.array());
    }

    /** The length in UTF-8 bytes as a number, then the text in UTF-8. */
    public void writeText(String value) {
        writeByteArray(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Like {@link #writeText(String)}, but a text for people that is too long is cut at a character, not refused. */
    public void writeText(String value, int maxBytes) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        int count = Math.min(utf8.length, maxBytes);
        while (count < utf8.length && count > 0 && (utf8[count] & 0xc0) == 0x80) {
            count--;
        }
        writeNumber(count);
        writeRaw(utf8, 0, count);
    }

    /** The size as a number, then each element in order. */
    public <T> void writeList(Collection<T> elements, BiConsumer<? super T, WireWriter> writeElement) {
        writeNumber(elements.size());
        for (T element : elements) {
            writeElement.accept(element, this);
        }
    }

    /** One byte that says whether there is a value, then the value if there is. */
    public <T> void writeNullable(@Nullable T value, BiConsumer<? super T, WireWriter> writeValue) {
        writeBoolean(value != null);
        if (value != null) {
            writeValue.accept(value, this);
        }
    }

    /** The bytes as they are, without a length. */
    public void writeRaw(byte[] value, int offset, int count) {
        reserve(count);
        System.arraycopy(value, offset, bytes, length, count);
        length += count;
    }

    /** How many bytes were written since the start or {@link #clear}. */
    public int length() {
        return length;
    }

    /** The array behind this writer: the first {@link #length} bytes count, until something more is written. */
    public byte[] array() {
        return bytes;
    }

    /** What was written, to be read without a copy; valid until something more is written. */
    public ByteBuffer toByteBuffer() {
        return ByteBuffer.wrap(bytes, 0, length).slice().asReadOnlyBuffer();
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    public void clear() {
        length = 0;
    }

    /** Forgets everything from {@code newLength} on: takes back a record that turned out not to fit. */
    public void truncate(int newLength) {
        if (newLength < 0 || newLength > length) {
            throw new IndexOutOfBoundsException("cannot cut " + length + " bytes to " + newLength);
        }
        length = newLength;
    }

    private void writeByteArray(byte[] value) {
        writeNumber(value.length);
        writeRaw(value, 0, value.length);
    }

    private void putFixedInt(int offset, int value) {
        bytes[offset] = (byte) (value >>> 24);
        bytes[offset + 1] = (byte) (value >>> 16);
        bytes[offset + 2] = (byte) (value >>> 8);
        bytes[offset + 3] = (byte) value;
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            grow(count);
        }
    }

    private void grow(int count) {
        long needed = (long) length + count;
        if (needed > MAX_ARRAY_BYTES) {
            throw new IllegalStateException("a message of more than " + MAX_ARRAY_BYTES + " bytes cannot be written");
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_ARRAY_BYTES, Math.max(needed, 2L * bytes.length)));
    }
}
