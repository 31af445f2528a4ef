package io.ordinal.launcher;

import io.ordinal.ring.NodeId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ordinal stop}. */
@Command(
        name = "stop",
        description = "Stop one node of a running `ordinal up`, in good order. The others go on.",
        footer = {"", "Example:", "  ordinal stop n2", "  ordinal status", "  ordinal start n2"})
final class StopCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

    @Parameters(paramLabel = "NODE", description = "Its id: n1, n2, ...")
    private NodeId node;

    @Override
    public Integer call() {
        Console.say(spec, "%s", ControlClient.ask(data.folder(), node.name(), "stop"));
        return ExitCode.OK;
    }
}
