package io.ordinal.protocol.netty;

import io.ordinal.protocol.ClientReply;

/**
 * Where a message came from and, if it is a request, where its one reply goes. {@link #connectionId} and
 * {@link #correlation} say the same in two numbers, for {@link NodeServer#reply}.
 */
public final class Responder {
    private final ServerConnection connection;
    private final long correlation;

    Responder(ServerConnection connection, long correlation) {
        this.connection = connection;
        this.correlation = correlation;
    }

    public Peer peer() {
        return connection.peer();
    }

    /** Unique among the connections of a server, for ever. */
    public long connectionId() {
        return connection.id();
    }

    /** Unique among the unanswered requests of the connection; 0 if the message takes no reply. */
    public long correlation() {
        return correlation;
    }

    /** Replies and flushes. Any thread. Does nothing if the connection is gone or the request was answered. */
    public void reply(ClientReply reply) {
        connection.replyNow(correlation, reply);
    }
}
