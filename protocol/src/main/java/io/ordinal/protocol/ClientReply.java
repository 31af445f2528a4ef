package io.ordinal.protocol;

/** What a node answers a client. */
public sealed interface ClientReply extends Message
        permits WriteReply, ReadReply, ScanReply, NotServed, MapReply, StatusReply, CommandReply, MovesReply {}
