package io.ordinal.protocol;

/**
 * Asks for the cluster map and the members, for clients without ZooKeeper.
 *
 * @param knownVersion the version of the map that the asker has, which it need not be sent again; 0 for none
 */
public record MapRequest(long knownVersion) implements ClientRequest {}
