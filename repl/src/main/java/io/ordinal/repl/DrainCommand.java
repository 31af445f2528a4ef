package io.ordinal.repl;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.repl.Argument.Kind;
import io.ordinal.ring.NodeId;
import java.util.List;

/** {@code drain}. */
final class DrainCommand implements Command {
    private static final CommandSpec SPEC = new CommandSpec(
            "drain",
            "let a node give all that it holds to others, so that it can go",
            List.of(Argument.required("NODE", Kind.NODE)),
            List.of(Option.flag("--wait", "show how far it is, and return when the node has left")),
            List.of(
                    "The node goes on serving what it still holds. Reads and writes go on meanwhile, and no range ever has a"
                            + " replica less than before.",
                    "Without --wait it returns at once: `nodes` shows LEFT in its STANDING when the node holds nothing any more"
                            + " and may be stopped. `add NODE` takes it back.",
                    "Ctrl-C ends the waiting, not the drain."),
            List.of("drain n2", "drain n2 --wait"));

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public ExitStatus run(Invocation invocation, Session session) {
        NodeId node = invocation.requiredNode(0, session.client().sync().refresh());
        ExitStatus asked = Rebalancer.command(new ClusterCommand.Drain(node), session);
        return invocation.has("--wait") ? new Departure(node, session).await() : asked;
    }
}
