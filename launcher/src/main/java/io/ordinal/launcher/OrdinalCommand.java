package io.ordinal.launcher;

import io.ordinal.ring.Address;
import io.ordinal.ring.NodeId;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The {@code ordinal} command. Each subcommand is a class of its own; only what works is listed. */
@Command(
        name = "ordinal",
        description = "A replicated key-value store that scales out and gives every write one number in one order.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "ordinal " + OrdinalCommand.VERSION,
        subcommands = {
            UpCommand.class,
            StopCommand.class,
            StartCommand.class,
            ZooKeeperCommand.class,
            NodeCommand.class,
            WebCommand.class,
            StatusCommand.class,
            MapCommand.class,
            MovesCommand.class,
            AddCommand.class,
            DrainCommand.class,
            ReplaceCommand.class,
            ReplCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            BenchCommand.class,
            SimulateCommand.class,
            ChaosCommand.class,
            HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it worked",
            "1:it was tried and did not work; the message says why and what to do",
            "2:the command line was wrong, nothing was tried",
            "3:no cluster was found, or none could be reached",
            "4:a write or command may have been applied, or not",
            "5:the answer is no: a condition did not hold, or a key has no entry"
        },
        footer = {
            "",
            "Begin with `ordinal up`. `ordinal help COMMAND` shows options and examples.",
            "`ordinal test`, in a source tree, runs all tests."
        })
public final class OrdinalCommand {
    static final String VERSION = "0.1.0";

    private OrdinalCommand() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine ordinal = new CommandLine(new OrdinalCommand());
        ordinal.getSubcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(command -> command.findOption("--help") == null)
                .forEach(command -> command.mixinStandardHelpOptions(true));
        return ordinal.registerConverter(NodeId.class, converter(NodeId::new))
                .registerConverter(Address.class, converter(Address::parse))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new ErrorMessages());
    }

    /** Our own types say well enough what is wrong with a text; picocli would wrap that up. */
    private static <T> ITypeConverter<T> converter(Function<String, T> parse) {
        return text -> {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }
}
