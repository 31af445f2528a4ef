package io.ordinal.protocol;

/** What a client asks of a node. Each gets exactly one {@link ClientReply}, matched by the frame's correlation id. */
public sealed interface ClientRequest extends Message
        permits WriteRequest, ReadRequest, ScanRequest, MapRequest, StatusRequest, CommandRequest, MovesRequest {}
