package io.ordinal.protocol;

/** Asks a node how it is. */
public record StatusRequest() implements ClientRequest {}
