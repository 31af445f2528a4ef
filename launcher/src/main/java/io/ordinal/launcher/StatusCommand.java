package io.ordinal.launcher;

import io.ordinal.repl.MovesReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ordinal status}. */
@Command(
        name = "status",
        description = "Show the nodes of a cluster: who is there, who leads what, how far each has come.",
        footer = {
            "",
            "Examples:",
            "  ordinal status",
            "  ordinal status --zookeeper 127.0.0.1:2181",
            "  ordinal status --node 127.0.0.1:7102 --json"
        })
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOption cluster;

    @Option(names = "--json", description = "For machines.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        try (ClusterConnection connection = cluster.connect()) {
            connection.refresh();
            MovesReport moves = connection.moves();
            ClusterStatus status = connection.status(moves);
            Console.say(spec, "%s", json ? Json.print(status) : StatusTable.print(status, moves));
            return ExitCode.OK;
        }
    }
}
