package io.ordinal.protocol.netty;

import io.ordinal.protocol.Message;

/** Takes the messages of one kind. */
@FunctionalInterface
public interface MessageHandler<M extends Message> {
    /**
     * Called on a network thread, for each connection in the order of arrival: must not block. An exception closes the
     * connection.
     */
    void handle(M message, Responder from);
}
