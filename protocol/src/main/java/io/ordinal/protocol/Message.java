package io.ordinal.protocol;

/** Anything that crosses the wire. Immutable. The subtypes are the protocol; docs/protocol.md lists them. */
public sealed interface Message
        permits Handshake, ClientRequest, ClientReply, ReplicaMessage, SequencerMessage, RebalancerMessage {}
