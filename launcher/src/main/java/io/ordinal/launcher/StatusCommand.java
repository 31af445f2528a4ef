package io.ordinal.launcher;

import io.ordinal.repl.MovesReport;
import io.ordinal.repl.Screen;
import io.ordinal.repl.jline.ShellTerminal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ordinal status}. */
@Command(
        name = "status",
        description = "Show the nodes of a cluster: who is there, who leads what, how far each has come, what moves.",
        footer = {
            "",
            "Examples:",
            "  ordinal status",
            "  ordinal status --watch",
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

    @Option(
            names = "--watch",
            description = {
                "Show it again every second, with a bar for each move, until Ctrl-C.",
                "With --json: one document a line."
            })
    private boolean watch;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (ClusterConnection connection = cluster.connect()) {
            if (watch) {
                connection.refresh(); // an error is easier to read before the terminal is drawn on
                watch(connection);
            } else {
                Console.say(spec, "%s", json ? Json.print(connection.status()) : table(connection));
            }
            return ExitCode.OK;
        }
    }

    private void watch(ClusterConnection connection) throws IOException {
        Optional<ShellTerminal> terminal = json ? Optional.empty() : ShellTerminal.open();
        if (terminal.isPresent()) {
            try (ShellTerminal open = terminal.get()) {
                StatusWatch.draw(() -> table(connection), open.screen());
            }
        } else {
            Supplier<String> look =
                    json ? () -> Json.line(connection.status()) : () -> table(connection) + System.lineSeparator();
            StatusWatch.print(look, new PrintStream(System.out, true, StandardCharsets.UTF_8), Screen.NONE);
        }
    }

    private static String table(ClusterConnection connection) {
        connection.refresh();
        MovesReport moves = connection.moves();
        return StatusTable.print(connection.status(moves), moves);
    }
}
