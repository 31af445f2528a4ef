package io.ordinal.ring;

/**
 * A cluster map as it was read.
 *
 * @param storeVersion what a conditional write of its successor names (not the map's own version)
 * @param zxid ZooKeeper's transaction that wrote it: a lower one than already seen means that ZooKeeper went back in
 *     time
 */
public record StoredMap(ClusterMap map, int storeVersion, long zxid) {}
