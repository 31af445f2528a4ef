package io.ordinal.launcher;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** What a command says to the person in front of it, at once. */
final class Console {
    private Console() {}

    static void say(CommandSpec spec, String format, Object... arguments) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(format + "%n", arguments);
        out.flush();
    }
}
