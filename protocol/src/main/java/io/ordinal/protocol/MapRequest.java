package io.ordinal.protocol;

/** Asks for the cluster map and the members, for clients without ZooKeeper. */
public record MapRequest() implements ClientRequest {}
