package io.ordinal.client;

import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * How far a scan has come on its walk from token 0 to the highest: everything before {@code token} is done, and of
 * {@code token} itself everything up to {@code key}, or all if {@code key} is null. It names no range, so that it
 * outlives splits, merges and moves.
 */
record ScanCursor(long token, @Nullable Key key) {
    private static final byte FORMAT = 1;
    private static final int HEADER_BYTES = 1 + Long.BYTES;

    static ScanCursor after(Key key) {
        return new ScanCursor(key.token(), key);
    }

    /** All tokens up to and including {@code token} are done. */
    static ScanCursor through(long token) {
        return new ScanCursor(token, null);
    }

    /** The lowest token that is not done. */
    long nextToken() {
        return key == null ? token + 1 : token;
    }

    /** @throws IllegalArgumentException if {@code text} was not made by {@link #format} */
    static ScanCursor parse(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw notOurs(e);
        }
        if (bytes.length < HEADER_BYTES || bytes[0] != FORMAT || bytes.length > HEADER_BYTES + Key.MAX_LENGTH_BYTES) {
            throw notOurs(null);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        long token = buffer.getLong();
        if (!buffer.hasRemaining()) {
            if (token == -1) {
                throw notOurs(null);
            }
            return through(token);
        }
        byte[] key = new byte[buffer.remaining()];
        buffer.get(key);
        ScanCursor cursor = after(Key.of(Bytes.wrap(key)));
        if (cursor.token != token) {
            throw notOurs(null);
        }
        return cursor;
    }

    /** An opaque word, safe in a URL: Base64 of a format byte, the token and the key. */
    String format() {
        byte[] keyBytes = key == null ? new byte[0] : key.bytes().array();
        ByteBuffer buffer = ByteBuffer.allocate(HEADER_BYTES + keyBytes.length);
        buffer.put(FORMAT).putLong(token).put(keyBytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(buffer.array());
    }

    private static IllegalArgumentException notOurs(@Nullable Throwable cause) {
        return new IllegalArgumentException("this is no cursor: give the one that came with the page before", cause);
    }
}
