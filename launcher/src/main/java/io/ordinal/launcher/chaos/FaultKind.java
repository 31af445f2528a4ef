package io.ordinal.launcher.chaos;

/** What can be done to a cluster. {@link #words} is what an option calls it, and what is printed. */
public enum FaultKind {
    KILL("kill", "SIGKILL to a node, which is started again on its data", true, 200, 3_000),
    SEQUENCER("sequencer", "the same to the node that holds the sequencer's office", false, 200, 3_000),
    PAUSE("pause", "SIGSTOP to a node, longer than its leases or not", true, 100, 4_000),
    CUT("cut", "the connections to a node break, and no new one gets through", true, 100, 3_000),
    DEAF(
            "deaf",
            "what is sent to a node on connections to its port does not arrive, what it answers does",
            true,
            100,
            3_000),
    MUTE(
            "mute",
            "what a node answers on connections to its port does not arrive, what is sent to it does",
            true,
            100,
            3_000),
    ZOOKEEPER_CUT("zookeeper-cut", "a node's connection to ZooKeeper breaks", true, 200, 6_000),
    ZOOKEEPER_SILENT("zookeeper-silent", "a node's connection to ZooKeeper goes silent", true, 200, 6_000),
    ZOOKEEPER_KILL("zookeeper-kill", "SIGKILL to ZooKeeper, which is started again on its data", false, 200, 5_000),
    DISK_FULL(
            "disk-full",
            "the disk of a node fills up, and is emptied later; it is started again if it stops itself (needs root)",
            true,
            1_000,
            8_000),
    FAILED_FORCE(
            "failed-force",
            "the disk of a node cannot force what was written; it stops itself and is started again (needs strace)",
            true,
            200,
            2_000);

    private final String words;
    private final String description;
    private final boolean onAnyNode;
    private final int leastMillis;
    private final int mostMillis;

    FaultKind(String words, String description, boolean onAnyNode, int leastMillis, int mostMillis) {
        this.words = words;
        this.description = description;
        this.onAnyNode = onAnyNode;
        this.leastMillis = leastMillis;
        this.mostMillis = mostMillis;
    }

    public String words() {
        return words;
    }

    public String description() {
        return description;
    }

    /** Whether its victim is a node chosen by chance. */
    boolean isOnAnyNode() {
        return onAnyNode;
    }

    int leastMillis() {
        return leastMillis;
    }

    int mostMillis() {
        return mostMillis;
    }
}
