package io.ordinal.launcher;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code ordinal} command. Each subcommand is a class of its own; only what works is listed. */
@Command(
        name = "ordinal",
        description = "A replicated key-value store that gives every write one number in one order.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "ordinal 0.1.0",
        subcommands = CommandLine.HelpCommand.class)
public final class OrdinalCommand {
    private OrdinalCommand() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new OrdinalCommand()).execute(args));
    }
}
