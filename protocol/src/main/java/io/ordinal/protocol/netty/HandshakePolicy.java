package io.ordinal.protocol.netty;

import io.ordinal.protocol.Handshake;
import io.ordinal.protocol.Hello;

/** Decides who is let in; {@link io.ordinal.protocol.HandshakeRules} is the usual decision. */
@FunctionalInterface
public interface HandshakePolicy {
    /**
     * The {@code Welcome} or {@code ConnectionRefused} that answers a hello of our own protocol version. Called on
     * network threads: must not block.
     */
    Handshake answer(Hello hello);
}
