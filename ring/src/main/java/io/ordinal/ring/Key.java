package io.ordinal.ring;

/**
 * A key and its place on the ring. Ordered by token, then by bytes: the order in which tables keep and scans return
 * entries.
 */
public final class Key implements Comparable<Key> {
    public static final int MAX_LENGTH_BYTES = 4_096;

    private final Bytes bytes;
    private final long token;

    private Key(Bytes bytes) {
        this.bytes = bytes;
        this.token = Tokens.of(bytes.array());
    }

    /** @throws IllegalArgumentException unless {@code bytes} is 1 to {@link #MAX_LENGTH_BYTES} long */
    public static Key of(Bytes bytes) {
        if (bytes.length() == 0) {
            throw new IllegalArgumentException("a key is at least 1 byte long");
        }
        if (bytes.length() > MAX_LENGTH_BYTES) {
            throw new IllegalArgumentException(
                    "a key is at most " + MAX_LENGTH_BYTES + " bytes long, this one is " + bytes.length());
        }
        return new Key(bytes);
    }

    public static Key utf8(String text) {
        return of(Bytes.utf8(text));
    }

    public Bytes bytes() {
        return bytes;
    }

    /** The key's place on the ring, to be read as unsigned. */
    public long token() {
        return token;
    }

    @Override
    public int compareTo(Key other) {
        int byToken = Long.compareUnsigned(token, other.token);
        return byToken != 0 ? byToken : bytes.compareTo(other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && token == key.token && bytes.equals(key.bytes);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(token);
    }

    @Override
    public String toString() {
        return "Key[" + bytes + "]";
    }
}
