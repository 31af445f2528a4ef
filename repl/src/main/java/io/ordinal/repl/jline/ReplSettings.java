package io.ordinal.repl.jline;

import java.time.Duration;
import java.util.List;

/**
 * How the REPL is to run.
 *
 * @param expressions command lines to run instead of asking for some; empty for none
 * @param json whether answers are objects for machines, one a line
 * @param keepGoing whether a script goes on after a command that did not end well
 * @param deadline how long each operation is tried
 */
public record ReplSettings(List<String> expressions, boolean json, boolean keepGoing, Duration deadline) {
    public ReplSettings {
        expressions = List.copyOf(expressions);
    }
}
