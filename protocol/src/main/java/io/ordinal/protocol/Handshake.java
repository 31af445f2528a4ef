package io.ordinal.protocol;

/** What two processes say before anything else on a connection. */
public sealed interface Handshake extends Message permits Hello, Welcome, ConnectionRefused {}
