package io.ordinal.repl;

import io.ordinal.repl.Argument.Kind;
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
        return Watching.until(
                "`status`",
                Watching.every(invocation),
                session,
                () -> StatusReport.ask(session).lines(session.screen()));
    }
}
