package io.ordinal.launcher;

import io.ordinal.ring.NodeId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ordinal start}. */
@Command(
        name = "start",
        description = "Start a node of a running `ordinal up` again, on the data it had.",
        footer = {"", "Example:", "  ordinal start n2", "  ordinal status"})
final class StartCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

    @Parameters(paramLabel = "NODE", description = "Its id: n1, n2, ...")
    private NodeId node;

    @Override
    public Integer call() {
        Console.say(spec, "%s", ControlClient.ask(data.folder(), node.name(), "start"));
        return ExitCode.OK;
    }
}
