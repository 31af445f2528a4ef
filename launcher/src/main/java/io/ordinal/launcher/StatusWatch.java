package io.ordinal.launcher;

import io.ordinal.repl.Screen;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Shows how a cluster is again every second: {@code ordinal status --watch}. */
final class StatusWatch {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private StatusWatch() {}

    /** Draws each look over the last one, until Ctrl-C or any other key. */
    static void draw(Supplier<String> look, Screen screen) {
        do {
            List<String> lines = new ArrayList<>(look.get().lines().toList());
            lines.add("");
            lines.add("Ctrl-C, or any other key, ends this");
            screen.redraw(lines);
        } while (!screen.isInterrupted() && !screen.pause(EVERY));
    }

    /** Prints one look below the other, until the process is ended or nobody reads them any more. */
    static void print(Supplier<String> look, PrintStream out, Screen pauses) {
        do {
            out.println(look.get());
        } while (!out.checkError() && !pauses.pause(EVERY));
    }
}
