package io.ordinal.repl;

import io.ordinal.repl.Argument.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code watch}. */
final class WatchCommand implements Command {
    private static final CommandSpec SPEC = new CommandSpec(
            "watch",
            "show status again and again, until a key is pressed",
            List.of(),
            List.of(Option.of("--every", "TIME", Kind.DURATION, "how often; default 1s, at least 100ms")),
            List.of("Stop a node in another window (`ordinal stop n2`), and see its leaderships go to the others."),
            List.of("watch", "watch --every 250ms"));

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public ExitStatus run(Invocation invocation, Session session) {
        Duration every = Duration.ofMillis(invocation.has("--every") ? invocation.millis("--every") : 1_000);
        if (every.toMillis() < 100) {
            throw new SyntaxException("--every is at least 100ms: each look asks every node");
        }
        Screen screen = session.screen();
        if (!screen.canDraw() || !screen.hasKeys()) {
            throw new SyntaxException("watch needs a terminal: in a script use `status`, in a loop of the script");
        }
        do {
            screen.redraw(look(session));
        } while (!screen.isInterrupted() && !screen.keyWithin(every));
        return ExitStatus.OK;
    }

    private static List<String> look(Session session) {
        List<String> lines = new ArrayList<>();
        try {
            lines.addAll(StatusReport.ask(session).lines(session.screen()));
        } catch (CommandFailedException e) {
            lines.add(e.getMessage());
        }
        lines.add("");
        lines.add("any key ends this");
        return lines;
    }
}
