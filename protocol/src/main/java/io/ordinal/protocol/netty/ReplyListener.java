package io.ordinal.protocol.netty;

import io.ordinal.protocol.ClientReply;

/** Waits for the reply to one request. Called once, on a network thread (or the caller's): must not block. */
public interface ReplyListener {
    void replied(ClientReply reply);

    void failed(RequestFailedException why);
}
