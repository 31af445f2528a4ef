package io.ordinal.repl;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Looks again and again until a key is pressed: what {@code watch} and {@code moves --watch} share. */
final class Watching {
    private Watching() {}

    /** {@code --every}, or a second. */
    static Duration every(Invocation invocation) {
        Duration every = Duration.ofMillis(invocation.has("--every") ? invocation.millis("--every") : 1_000);
        if (every.toMillis() < 100) {
            throw new SyntaxException("--every is at least 100ms: each look asks nodes");
        }
        return every;
    }

    /**
     * @param instead the command that shows the same once
     * @throws SyntaxException if there is nobody to show it to
     */
    static ExitStatus until(String instead, Duration every, Session session, Supplier<List<String>> look) {
        Screen screen = session.screen();
        if (!screen.canDraw() || !screen.hasKeys()) {
            throw new SyntaxException(
                    "to watch needs a terminal: in a script use " + instead + ", in a loop of the script");
        }
        do {
            screen.redraw(lines(look));
        } while (!screen.isInterrupted() && !screen.keyWithin(every));
        return ExitStatus.OK;
    }

    private static List<String> lines(Supplier<List<String>> look) {
        List<String> lines = new ArrayList<>();
        try {
            lines.addAll(look.get());
        } catch (CommandFailedException e) {
            lines.add(e.getMessage());
        }
        lines.add("");
        lines.add("any key ends this");
        return lines;
    }
}
