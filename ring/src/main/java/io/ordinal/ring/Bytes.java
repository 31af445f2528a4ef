package io.ordinal.ring;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable run of bytes with equality and order by content (unsigned, lexicographic).
 *
 * <p>The array given to {@link #wrap} belongs to the new object from then on: nobody may write to it again. That
 * spares a copy at every boundary a payload crosses.
 */
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** Takes ownership of {@code array}. */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array);
    }

    public static Bytes utf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The array itself, for reading only. */
    public byte[] array() {
        return array;
    }

    public int length() {
        return array.length;
    }

    public boolean startsWith(Bytes prefix) {
        return array.length >= prefix.array.length
                && Arrays.equals(array, 0, prefix.array.length, prefix.array, 0, prefix.array.length);
    }

    /** The bytes read as UTF-8; bytes that are none become replacement characters. */
    public String toUtf8() {
        return new String(array, StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    /** Hexadecimal, cut after 32 bytes: for logs and failures, never for parsing. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return array.length <= 32 ? hex.formatHex(array) : hex.formatHex(array, 0, 32) + "...(" + array.length + " B)";
    }
}
