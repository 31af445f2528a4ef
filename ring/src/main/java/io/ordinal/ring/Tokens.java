package io.ordinal.ring;

import net.openhft.hashing.LongHashFunction;

/**
 * Places on the ring: 64-bit numbers, to be read as unsigned.
 *
 * <p>A key's token is XXH64 with seed 0 of its raw bytes (Yann Collet, xxHash specification), the same for ever: data
 * on disk is laid out by it. Test vectors stand in docs/protocol.md.
 */
public final class Tokens {
    private static final LongHashFunction XXH64 = LongHashFunction.xx();

    private Tokens() {}

    public static long of(byte[] keyBytes) {
        return XXH64.hashBytes(keyBytes);
    }

    /** The same for a key that is a part of an array. */
    public static long of(byte[] array, int offset, int length) {
        return XXH64.hashBytes(array, offset, length);
    }

    /** Sixteen hexadecimal digits, the way a token is shown everywhere. */
    public static String toString(long token) {
        return String.format("%016x", token);
    }
}
