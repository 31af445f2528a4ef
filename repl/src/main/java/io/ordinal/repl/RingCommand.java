package io.ordinal.repl;

import io.ordinal.client.ClusterView;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.Tokens;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code ring}. */
final class RingCommand implements Command {
    private static final CommandSpec SPEC = new CommandSpec(
            "ring",
            "a picture of the ring: who leads where, who owns how much",
            List.of(),
            List.of(Option.flag("--ranges", "list every range with its members, leader and epoch")),
            List.of(
                    "A key's place on the ring is the hash of its bytes. Clockwise from the top, each letter is the node that"
                            + " leads there: it orders the writes of the keys that fall there. `.` means no leader.",
                    "LEADS is the part of the ring a node leads, HOLDS the part it keeps a replica of."),
            List.of("ring", "ring --ranges"));

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public ExitStatus run(Invocation invocation, Session session) {
        ClusterView view = session.client().sync().refresh();
        ClusterMap map = view.mapIfAny()
                .orElseThrow(() -> new CommandFailedException(
                        ExitStatus.NO_CLUSTER,
                        "no cluster map is known: it is made when the initial nodes are there; `nodes` shows who is"));
        if (invocation.has("--ranges")) {
            ranges(map, session);
        } else {
            picture(new RingPicture(view, map), session);
        }
        return ExitStatus.OK;
    }

    private static void picture(RingPicture picture, Session session) {
        session.out().text(String.join("\n", picture.lines(session.screen())));
        picture.shares().forEach((node, share) -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("node", node.name());
            fields.put("leads", share.leads());
            fields.put("holds", share.holds());
            fields.put("leaders", share.leaders());
            fields.put("ranges", share.ranges());
            session.out().object(fields);
        });
    }

    private static void ranges(ClusterMap map, Session session) {
        Table table = new Table("RANGE", "AFTER", "UP TO", "PART", "LEADER", "EPOCH", "MEMBERS");
        for (RangeAssignment range : map.ranges()) {
            List<String> members =
                    range.members().stream().map(member -> member.node().name()).toList();
            String leader =
                    range.leaderIfAny().map(member -> member.node().name()).orElse("-");
            table.add(
                    range.id().toString(),
                    Tokens.toString(range.tokens().startExclusive()),
                    Tokens.toString(range.tokens().endInclusive()),
                    RingPicture.percent(range.tokens().fraction()),
                    leader,
                    Long.toString(range.epoch()),
                    members.stream().collect(Collectors.joining(", ")));
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("range", range.id().toString());
            fields.put("startExclusive", Tokens.toString(range.tokens().startExclusive()));
            fields.put("endInclusive", Tokens.toString(range.tokens().endInclusive()));
            fields.put("part", range.tokens().fraction());
            range.leaderIfAny()
                    .ifPresent(member -> fields.put("leader", member.node().name()));
            fields.put("epoch", range.epoch());
            fields.put("members", members);
            session.out().object(fields);
        }
        session.out().text(String.join("\n", table.lines(session.screen()::displayWidth)));
    }
}
