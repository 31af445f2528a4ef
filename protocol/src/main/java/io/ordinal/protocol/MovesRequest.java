package io.ordinal.protocol;

/** Asks the rebalancer in office what moves, and what is still to move. */
public record MovesRequest() implements ClientRequest {}
