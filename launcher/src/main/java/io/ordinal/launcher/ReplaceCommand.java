package io.ordinal.launcher;

import io.ordinal.ring.NodeId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ordinal replace}. */
@Command(
        name = "replace",
        description = {
            "Let a node take over all that another one holds.",
            "Nothing moves but from the one to the other. When it has left it may be stopped."
        },
        footer = {"", "Examples:", "  ordinal replace n2 n5"})
final class ReplaceCommand implements Callable<Integer> {
    @Mixin
    private ClusterOption cluster;

    @Parameters(index = "0", paramLabel = "NODE", description = "The node that is to go.")
    private NodeId node;

    @Parameters(index = "1", paramLabel = "BY", description = "A node that is present, and holds nothing yet.")
    private NodeId by;

    @Option(names = "--json", description = "For machines: one JSON object a line.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        return new ReplWords("replace").run(cluster, List.of(node.name(), by.name()), json);
    }
}
