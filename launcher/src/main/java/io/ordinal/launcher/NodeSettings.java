package io.ordinal.launcher;

import io.ordinal.node.chronicle.Durability;
import io.ordinal.ring.Address;
import io.ordinal.ring.NodeId;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What an operator decides about one node.
 *
 * @param zookeeper HOST:PORT[,HOST:PORT...]
 * @param cluster the cluster's name under {@code /ordinal} in ZooKeeper
 * @param data the node's own folder
 * @param bind the host or address to listen on
 * @param port 0 for any free one
 * @param advertise what the others are told; null for the host and port it listens on
 * @param rack nodes of one rack are taken to fail together; empty if unknown
 * @param weight the node's share of the load relative to the others; at least 1
 * @param initialNodes how many members must be present before the first map is made
 */
record NodeSettings(
        NodeId id,
        String zookeeper,
        String cluster,
        Path data,
        String bind,
        int port,
        @Nullable Address advertise,
        String rack,
        int weight,
        int initialNodes,
        Durability durability) {
    static final String DEFAULT_CLUSTER = "default";

    NodeSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is between 0 (any free one) and 65535, not " + port);
        }
        if (weight < 1) {
            throw new IllegalArgumentException("a weight is at least 1, not " + weight);
        }
        if (initialNodes < 1) {
            throw new IllegalArgumentException("at least 1 node makes the first map, not " + initialNodes);
        }
    }
}
