package io.ordinal.launcher.chaos;

import java.util.List;

/**
 * What kind of cluster is started.
 *
 * @param nodes how many there are at the beginning
 * @param smallDisks whether each node has a file system of its own, which can be filled
 * @param behindProxies whether nodes are known by their proxies' addresses; if not, nothing stands in the way of a
 *     measurement
 * @param jvmFlags of each node's process
 */
record ClusterShape(int nodes, boolean smallDisks, boolean behindProxies, List<String> jvmFlags) {
    /** Many processes share a machine, and start often: they need not become fast. */
    static ClusterShape forFaults(int nodes, boolean smallDisks) {
        return new ClusterShape(
                nodes, smallDisks, true, List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    }

    static ClusterShape forMeasurements(int nodes) {
        return new ClusterShape(
                nodes, false, false, List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    }

    ClusterShape {
        jvmFlags = List.copyOf(jvmFlags);
    }
}
