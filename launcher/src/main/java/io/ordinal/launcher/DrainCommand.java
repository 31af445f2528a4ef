package io.ordinal.launcher;

import io.ordinal.ring.NodeId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ordinal drain}. */
@Command(
        name = "drain",
        description = {
            "Let a node give all that it holds to others, so that it can go.",
            "It goes on serving meanwhile. When it has left it may be stopped."
        },
        footer = {"", "Examples:", "  ordinal drain n2", "  ordinal drain n2 --wait"})
final class DrainCommand implements Callable<Integer> {
    @Mixin
    private ClusterOption cluster;

    @Parameters(paramLabel = "NODE", description = "The node's id.")
    private NodeId node;

    @Option(names = "--wait", description = "Show how far it is, and return when the node has left.")
    private boolean wait;

    @Option(names = "--json", description = "For machines: one JSON object a line.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        return new ReplWords("drain").flag("--wait", wait).run(cluster, List.of(node.name()), json);
    }
}
