package io.ordinal.repl;

import io.ordinal.client.NodeStatus;
import io.ordinal.repl.Argument.Kind;
import io.ordinal.ring.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code status}. */
final class StatusCommand implements Command {
    private static final CommandSpec SPEC = new CommandSpec(
            "status",
            "how the cluster and each node are",
            List.of(Argument.optional("NODE", Kind.NODE)),
            List.of(),
            List.of(
                    "Asks every node. `absent`: not registered; `silent`: registered, but it does not answer;"
                            + " `no zookeeper`: it goes on, but hears of no change.",
                    "RANGES and LEADS are what the cluster map gives the node; ISSUED is the highest number it knows to be"
                            + " issued; OFFICES says which node numbers all writes, and which one keeps the map.",
                    "With a node's name it shows that node, and what it says of each replica it has.",
                    "Exit code 0 also when nodes are missing, as long as some answer; 3 when none does."),
            List.of("status", "status n2"));

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public ExitStatus run(Invocation invocation, Session session) {
        StatusReport report = StatusReport.ask(session);
        Optional<NodeId> one = invocation.node(0, report.view());
        StatusReport shown = one.map(report::only).orElse(report);
        List<Map<String, ?>> objects = new ArrayList<>(shown.objects());
        List<String> lines = new ArrayList<>(shown.lines(session.screen()));
        if (one.isPresent()) {
            for (NodeStatus node : shown.shown()) {
                ReplicaReport replicas = new ReplicaReport(node);
                objects.addAll(replicas.objects());
                lines.addAll(replicas.lines(session.screen()));
            }
        }
        objects.forEach(session.out()::object);
        session.out().text(String.join("\n", lines));
        return ExitStatus.OK;
    }
}
