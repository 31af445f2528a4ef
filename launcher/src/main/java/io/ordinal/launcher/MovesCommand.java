package io.ordinal.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ordinal moves}. */
@Command(
        name = "moves",
        description = {"Show what moves between nodes and how far it is, or say how it is to go on."},
        footer = {
            "",
            "Examples:",
            "  ordinal moves",
            "  ordinal moves --json",
            "  ordinal moves cancel 17",
            "  ordinal moves pause",
            "  ordinal moves resume",
            "  ordinal moves throttle 50MB",
            "  ordinal moves per-node 2",
            "  ordinal moves grace 10m",
            "  ordinal moves approval on"
        })
final class MovesCommand implements Callable<Integer> {
    @Mixin
    private ClusterOption cluster;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ACTION",
            description = "cancel, pause, resume, throttle, per-node, grace or approval. Default: show moves.")
    private @Nullable String action;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "VALUE",
            description =
                    "A move's id, bytes per second (or off), a number, a time, on or off: as the action needs it.")
    private @Nullable String value;

    @Option(names = "--json", description = "For machines: one JSON object a line.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        List<String> operands = new ArrayList<>();
        if (action != null) {
            operands.add(action);
        }
        if (value != null) {
            operands.add(value);
        }
        return new ReplWords("moves").run(cluster, operands, json);
    }
}
