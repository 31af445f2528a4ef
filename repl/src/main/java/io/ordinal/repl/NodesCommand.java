package io.ordinal.repl;

import io.ordinal.client.ClusterView;
import io.ordinal.repl.Argument.Kind;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import io.ordinal.ring.Standing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code nodes}. */
final class NodesCommand implements Command {
    private static final CommandSpec SPEC = new CommandSpec(
            "nodes",
            "who is a node, and where",
            List.of(Argument.optional("NODE", Kind.NODE)),
            List.of(),
            List.of(
                    "A node's host and port are written nowhere but in its own registration. A node that the cluster map"
                            + " remembers but that is not registered is absent; one that is registered may be without ranges.",
                    "STANDING is what is meant to become of it. IN: it has its part of the data. WAITING: `add` gives it one."
                            + " LEAVING: it gives away what it holds. LEFT: it holds nothing, and may be stopped. LOST: it was"
                            + " absent for too long, and what it held is copied from others."),
            List.of("nodes", "nodes n2"));

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public ExitStatus run(Invocation invocation, Session session) {
        ClusterView view = session.client().sync().refresh();
        Table table = new Table("NODE", "STATE", "STANDING", "ADDRESS", "RACK", "WEIGHT", "RUN", "VERSION", "DISK");
        for (NodeId node : invocation.node(0, view).map(List::of).orElse(view.nodes())) {
            Optional<Registration> registration = view.registration(node);
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("node", node.name());
            fields.put("present", registration.isPresent());
            String standing = standing(view, node);
            fields.put("standing", standing);
            if (registration.isPresent()) {
                Registration found = registration.get();
                fields.put("address", found.address().toString());
                fields.put("rack", found.rack());
                fields.put("weight", found.weight());
                fields.put("run", found.runNumber());
                fields.put("version", found.softwareVersion());
                fields.put("disk", found.member().disk().uuid().toString());
                table.add(
                        node.name(),
                        "present",
                        standing,
                        found.address().toString(),
                        found.rack().isEmpty() ? "-" : found.rack(),
                        Integer.toString(found.weight()),
                        Long.toString(found.runNumber()),
                        found.softwareVersion(),
                        found.member().disk().uuid().toString());
            } else {
                KnownNode known = remembered(view, node);
                fields.put("rack", known.rack());
                fields.put("weight", known.weight());
                fields.put("disk", known.member().disk().uuid().toString());
                table.add(
                        node.name(),
                        "absent",
                        standing,
                        "-",
                        known.rack().isEmpty() ? "-" : known.rack(),
                        Integer.toString(known.weight()),
                        "-",
                        "-",
                        known.member().disk().uuid().toString());
            }
            session.out().object(fields);
        }
        if (table.isEmpty()) {
            throw new CommandFailedException(
                    ExitStatus.NO_CLUSTER,
                    "no node is known: check that the cluster runs (`ordinal up` starts one) and that its address is right");
        }
        session.out().text(String.join("\n", table.lines(session.screen()::displayWidth)));
        return ExitStatus.OK;
    }

    /** What is meant to become of it; a dash while the map does not know it. */
    private static String standing(ClusterView view, NodeId node) {
        return view.mapIfAny()
                .flatMap(map -> map.node(node))
                .map(KnownNode::standing)
                .map(Standing::name)
                .orElse("-");
    }

    private static KnownNode remembered(ClusterView view, NodeId node) {
        return view.mapIfAny().map(ClusterMap::nodes).orElse(List.of()).stream()
                .filter(known -> known.member().node().equals(node))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("node " + node + " is neither present nor remembered"));
    }
}
