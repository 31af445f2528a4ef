package io.ordinal.protocol.netty;

/**
 * What a server allows. How many bytes of unanswered requests a connection may have is in its {@code Welcome}.
 *
 * @param maxClients connections of clients at a time; nodes are let in beyond it
 * @param handshakeMillis how long a connection may take to say who it is
 * @param clientIdleMillis a client connection that has sent nothing for so long is closed; it may come again
 * @param maxPendingBytes how many bytes of replies may wait for a slow reader before its connection is closed. Default
 *     32 MiB
 * @param maxAllPendingBytes the same over all connections: beyond, the one that has left most unread is closed, and so on.
 *     Default 128 MiB; they lie outside of the heap, so it must be well below the JVM's limit
 *     for that
 * @param stalledMillis a connection whose other side has taken nothing for so long of what waits for it is closed
 */
public record ServerLimits(
        int maxClients,
        long handshakeMillis,
        long clientIdleMillis,
        long maxPendingBytes,
        long maxAllPendingBytes,
        long stalledMillis) {
    public static final ServerLimits DEFAULT = new ServerLimits(10_000, 5_000, 30 * 60_000, 32 << 20);

    /** The defaults, for a process that may have so many bytes outside of its heap: a quarter waits for readers at most. */
    public static ServerLimits forMemory(long maxBytes) {
        return new ServerLimits(
                DEFAULT.maxClients,
                DEFAULT.handshakeMillis,
                DEFAULT.clientIdleMillis,
                Math.min(DEFAULT.maxPendingBytes, maxBytes / 16),
                Math.min(DEFAULT.maxAllPendingBytes, maxBytes / 4),
                DEFAULT.stalledMillis);
    }

    /** Limits of a connection, with the defaults for slow readers. */
    public ServerLimits(int maxClients, long handshakeMillis, long clientIdleMillis, long maxPendingBytes) {
        this(maxClients, handshakeMillis, clientIdleMillis, maxPendingBytes, 128 << 20, 30_000);
    }

    public ServerLimits {
        if (maxClients < 1
                || handshakeMillis < 1
                || clientIdleMillis < 1
                || maxPendingBytes < 1
                || maxAllPendingBytes < 1
                || stalledMillis < 1) {
            throw new IllegalArgumentException("every limit of a server is at least 1");
        }
    }
}
