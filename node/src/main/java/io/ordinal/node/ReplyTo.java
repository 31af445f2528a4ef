package io.ordinal.node;

/** Where an answer goes: a connection of this process, and the request on it. Meaningful to the shell alone. */
public record ReplyTo(long connection, long correlation) {}
