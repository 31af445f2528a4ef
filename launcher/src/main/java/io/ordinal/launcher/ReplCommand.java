package io.ordinal.launcher;

import io.ordinal.repl.Durations;
import io.ordinal.repl.SyntaxException;
import io.ordinal.repl.jline.Repl;
import io.ordinal.repl.jline.ReplSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ordinal repl}. */
@Command(
        name = "repl",
        description = "Talk to a cluster: at a terminal by hand, else line by line from -e or standard input.",
        exitCodeListHeading = "%nExit codes (of a script: of the first command that did not end well):%n",
        exitCodeList = {
            "0:it worked",
            "1:it was tried and did not work",
            "2:the command line was wrong, nothing was tried",
            "3:no cluster was found, or none could be reached",
            "4:unknown: a write may have been applied, or not",
            "5:the answer is no: the condition did not hold, or the key has no entry"
        },
        footer = {
            "",
            "Examples:",
            "  ordinal repl",
            "  ordinal repl -e 'put greeting hello' -e 'get greeting'",
            "  ordinal repl --json -e 'scan user: --limit 100'",
            "  ordinal repl --keep-going < commands.txt"
        })
final class ReplCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOption cluster;

    @Option(
            names = {"-e", "--execute"},
            paramLabel = "COMMAND",
            description = "Run this instead of asking; may be given several times.")
    private List<String> expressions = List.of();

    @Option(names = "--json", description = "For machines: one JSON object a line.")
    private boolean json;

    @Option(names = "--keep-going", description = "Go on after a command that did not end well.")
    private boolean keepGoing;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How long each operation is tried: 500ms, 10s, 5m. Default: ${DEFAULT-VALUE}.")
    private String timeout;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ReplSettings settings = new ReplSettings(expressions, json, keepGoing, deadline());
        try (ClusterConnection connection = cluster.connect()) {
            connection.refresh();
            return Repl.run(connection.client(), settings).code();
        }
    }

    private Duration deadline() {
        try {
            return Durations.parse(timeout);
        } catch (SyntaxException e) {
            throw new ParameterException(spec.commandLine(), "--timeout: " + e.getMessage(), e);
        }
    }
}
