package io.ordinal.repl;

import java.util.List;

/** {@code exit}: the interpreter knows it, and takes no further line. */
final class ExitCommand implements Command {
    static final String NAME = "exit";

    private static final CommandSpec SPEC = new CommandSpec(
            NAME,
            "leave; so does Ctrl-D",
            List.of(),
            List.of(),
            List.of("In a script, nothing after it is run."),
            List.of(NAME));

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public ExitStatus run(Invocation invocation, Session session) {
        return ExitStatus.OK;
    }
}
