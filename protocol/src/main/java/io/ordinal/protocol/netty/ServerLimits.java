package io.ordinal.protocol.netty;

/**
 * What a server allows. How many bytes of unanswered requests a connection may have is in its {@code Welcome}.
 *
 * @param maxClients connections of clients at a time; nodes are let in beyond it
 * @param handshakeMillis how long a connection may take to say who it is
 * @param clientIdleMillis a client connection that has sent nothing for so long is closed; it may come again
 * @param maxPendingBytes how many bytes of replies may wait for a slow reader before its connection is closed
 */
public record ServerLimits(int maxClients, long handshakeMillis, long clientIdleMillis, long maxPendingBytes) {
    public static final ServerLimits DEFAULT = new ServerLimits(10_000, 5_000, 30 * 60_000, 64 << 20);

    public ServerLimits {
        if (maxClients < 1 || handshakeMillis < 1 || clientIdleMillis < 1 || maxPendingBytes < 1) {
            throw new IllegalArgumentException("every limit of a server is at least 1");
        }
    }
}
