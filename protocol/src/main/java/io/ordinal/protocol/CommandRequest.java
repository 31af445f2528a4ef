package io.ordinal.protocol;

/** An operator's command for the rebalancer in office; other nodes answer that they are not. */
public record CommandRequest(ClusterCommand command) implements ClientRequest {}
