package io.ordinal.launcher;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** An {@code ordinal} command that was run to its end in this process, and all it had to say. */
public record CommandRun(int exitCode, String out, String err) {
    /** Runs {@code ordinal} with these arguments. */
    public static CommandRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine ordinal =
                OrdinalCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = ordinal.execute(arguments);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }
}
