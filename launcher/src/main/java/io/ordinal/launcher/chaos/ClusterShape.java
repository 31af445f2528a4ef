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

    /**
     * As much heap as nodes have if nobody says otherwise, from the beginning. Two processors are too few for collectors that
     * work beside many processes; a serial one stops a node for a tenth of a second and more to collect all of a heap that is to
     * grow, or as soon as classes want more room. A small young generation is collected more often, and each time for less long;
     * what outlives a collection is mostly kept for minutes, so it is not copied time and again.
     */
    static ClusterShape forMeasurements(int nodes) {
        List<String> jvmFlags = List.of(
                "-Xms1g",
                "-Xmx1g",
                "-Xmn24m",
                "-XX:+UseSerialGC",
                "-XX:MaxTenuringThreshold=1",
                "-XX:MetaspaceSize=96m",
                "-XX:TieredStopAtLevel=1");
        return new ClusterShape(nodes, false, false, jvmFlags);
    }

    ClusterShape {
        jvmFlags = List.copyOf(jvmFlags);
    }
}
