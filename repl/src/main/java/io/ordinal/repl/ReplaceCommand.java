package io.ordinal.repl;

import io.ordinal.client.ClusterView;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.repl.Argument.Kind;
import io.ordinal.ring.NodeId;
import java.util.List;

/** {@code replace}. */
final class ReplaceCommand implements Command {
    private static final CommandSpec SPEC = new CommandSpec(
            "replace",
            "let a node take over all that another one holds",
            List.of(Argument.required("NODE", Kind.NODE), Argument.required("BY", Kind.NODE)),
            List.of(),
            List.of(
                    "BY takes the places of NODE on the ring, so nothing moves but from one to the other; a drain and an add"
                            + " would move more. BY must be present, and hold nothing yet.",
                    "It returns at once; `moves` shows how far it is. When NODE has left it may be stopped."),
            List.of("replace n2 n5"));

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public ExitStatus run(Invocation invocation, Session session) {
        ClusterView view = session.client().sync().refresh();
        NodeId node = invocation.requiredNode(0, view);
        NodeId by = invocation.requiredNode(1, view);
        if (node.equals(by)) {
            throw new SyntaxException(node + " cannot replace itself: name another node");
        }
        return Rebalancer.command(new ClusterCommand.Replace(node, by), session);
    }
}
