package io.ordinal.repl;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.repl.Argument.Kind;
import java.util.List;

/** {@code add}. */
final class AddCommand implements Command {
    private static final CommandSpec SPEC = new CommandSpec(
            "add",
            "give a node its part of the data",
            List.of(Argument.required("NODE", Kind.NODE)),
            List.of(),
            List.of(
                    "A node that starts is given ranges by itself, unless `moves approval on` was said: then it waits for this."
                            + " It also takes back a node that was drained, or is being drained.",
                    "It returns at once; `moves` shows what goes to the node, `nodes` how it stands."),
            List.of("add n4"));

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public ExitStatus run(Invocation invocation, Session session) {
        return Rebalancer.command(
                new ClusterCommand.Add(
                        invocation.requiredNode(0, session.client().sync().refresh())),
                session);
    }
}
