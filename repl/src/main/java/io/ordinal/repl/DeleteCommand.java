package io.ordinal.repl;

import io.ordinal.client.Write;
import io.ordinal.repl.Argument.Kind;
import java.util.List;

/** {@code delete}. */
final class DeleteCommand implements Command {
    private static final CommandSpec SPEC = new CommandSpec(
            "delete",
            "remove a key",
            List.of(Argument.required("KEY", Kind.KEY)),
            List.of(Option.of("--if", "#N", Kind.NUMBER, "only if the key's entry is the one that write #N made")),
            List.of("A delete is a write like others and has a number. Deleting a key without an entry works too."),
            List.of("delete greeting", "delete greeting --if #10482"));

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public ExitStatus run(Invocation invocation, Session session) {
        return WriteReport.of(Write.delete(invocation.key(0)).onlyIf(invocation.condition()), session);
    }
}
