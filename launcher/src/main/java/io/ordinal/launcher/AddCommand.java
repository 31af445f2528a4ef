package io.ordinal.launcher;

import io.ordinal.ring.NodeId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ordinal add}. */
@Command(
        name = "add",
        description = {
            "Give a node its part of the data.",
            "Needed only after `moves approval on`, or to take back a node that was drained."
        },
        footer = {"", "Examples:", "  ordinal add n4", "  ordinal add n4 --zookeeper 127.0.0.1:2181"})
final class AddCommand implements Callable<Integer> {
    @Mixin
    private ClusterOption cluster;

    @Parameters(paramLabel = "NODE", description = "The node's id.")
    private NodeId node;

    @Option(names = "--json", description = "For machines: one JSON object a line.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        return new ReplWords("add").run(cluster, List.of(node.name()), json);
    }
}
