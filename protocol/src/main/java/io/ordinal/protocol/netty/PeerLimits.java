package io.ordinal.protocol.netty;

/**
 * How connections to peers are kept.
 *
 * @param handshakeMillis how long connecting may take, and then the handshake
 * @param firstBackoffMillis the wait after the first failure; doubled after each further one
 * @param maxBackoffMillis the longest wait between attempts
 * @param maxQueuedMessages how many messages may wait for the network thread; more are dropped
 * @param maxPendingBytes how much may wait for a slow peer before the connection is given up
 */
public record PeerLimits(
        int handshakeMillis,
        long firstBackoffMillis,
        long maxBackoffMillis,
        int maxQueuedMessages,
        long maxPendingBytes) {
    public static final PeerLimits DEFAULT = new PeerLimits(1_000, 10, 500, 1 << 16, 64 << 20);

    public PeerLimits {
        if (handshakeMillis < 1 || firstBackoffMillis < 1 || maxQueuedMessages < 256 || maxPendingBytes < 1) {
            throw new IllegalArgumentException("a limit of the connections to peers is too low");
        }
        if (maxBackoffMillis < firstBackoffMillis) {
            throw new IllegalArgumentException("the longest wait is at least the first");
        }
    }
}
