package io.ordinal.node.netty;

/** Tells when much was written to a table and little follows. Confined to one thread. */
final class Burst {
    static final long MUCH_BYTES = 8L << 20;
    static final long LITTLE_BYTES = 4L << 20;

    private long lastBytes;

    /**
     * Whether a burst is over, looked at from time to time.
     *
     * @param bytes that are in no file of the table yet
     */
    boolean isOver(long bytes) {
        long grownBytes = bytes - lastBytes;
        lastBytes = bytes;
        return bytes >= MUCH_BYTES && grownBytes >= 0 && grownBytes < LITTLE_BYTES;
    }
}
