package io.ordinal.launcher;

import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.Move;
import io.ordinal.ring.MoveSettings;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ordinal map}. */
@Command(
        name = "map",
        description = "Show the cluster map: per range its tokens, members, leader and epoch.",
        footer = {"", "Examples:", "  ordinal map", "  ordinal map --json"})
final class MapCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOption cluster;

    @Option(names = "--json", description = "For machines.")
    private boolean json;

    /** The map as {@code --json} prints it. */
    private record Printed(
            String cluster,
            long version,
            String id,
            String parentId,
            long reign,
            String rebalancer,
            int replicationFactor,
            PrintedSettings settings,
            int virtualNodes,
            List<PrintedNode> nodes,
            List<PrintedRange> ranges) {}

    /** How the rebalancer goes about its moves. */
    private record PrintedSettings(
            boolean paused, boolean approval, int graceSeconds, long bytesPerSecond, int movesPerNode) {}

    private record PrintedNode(String id, String disk, String rack, int weight, String standing, long virtualNodes) {}

    private record PrintedMove(long id, String target, String leaving) {}

    private record PrintedRange(
            String id,
            String startExclusive,
            String endInclusive,
            List<String> members,
            List<String> previous,
            @Nullable String leader,
            long epoch,
            @Nullable PrintedMove move,
            @Nullable String splitAt,
            @Nullable String mergesWith,
            @Nullable List<String> parents) {}

    @Override
    public Integer call() throws InterruptedException {
        try (ClusterConnection connection = cluster.connect()) {
            ClusterMap map = connection
                    .refresh()
                    .mapIfAny()
                    .orElseThrow(
                            () -> new LaunchException(
                                    ExitCode.FAILED,
                                    "there is no cluster map yet: it is made when enough nodes are present; see `ordinal status`"));
            Console.say(spec, "%s", print(map, json));
            return ExitCode.OK;
        }
    }

    static String print(ClusterMap map, boolean json) {
        return json ? Json.print(printed(map)) : table(map);
    }

    private static Printed printed(ClusterMap map) {
        List<PrintedNode> nodes = new ArrayList<>();
        for (KnownNode known : map.nodes()) {
            nodes.add(new PrintedNode(
                    known.member().node().name(),
                    known.member().disk().toString(),
                    known.rack(),
                    known.weight(),
                    known.standing().name(),
                    map.plan().virtualNodes().stream()
                            .filter(virtualNode ->
                                    virtualNode.node().equals(known.member().node()))
                            .count()));
        }
        List<PrintedRange> ranges = new ArrayList<>();
        for (RangeAssignment range : map.ranges()) {
            ranges.add(new PrintedRange(
                    range.id().toString(),
                    Tokens.toString(range.tokens().startExclusive()),
                    Tokens.toString(range.tokens().endInclusive()),
                    names(range.members()),
                    names(range.previous()),
                    range.leaderIfAny().map(Member::toString).orElse(null),
                    range.epoch(),
                    range.moveIfAny().map(MapCommand::printed).orElse(null),
                    range.splitIfAny()
                            .map(split -> Tokens.toString(split.token()))
                            .orElse(null),
                    range.mergeIfAny().map(merge -> merge.with().toString()).orElse(null),
                    range.parents().isEmpty()
                            ? null
                            : range.parents().stream()
                                    .map(parent -> parent.id().toString())
                                    .toList()));
        }
        return new Printed(
                map.cluster().toString(),
                map.version(),
                map.id().toString(),
                map.parentId().toString(),
                map.reign().number(),
                map.reign().holder().toString(),
                map.replicationFactor(),
                printed(map.plan().settings()),
                map.plan().virtualNodes().size(),
                nodes,
                ranges);
    }

    private static PrintedMove printed(Move move) {
        return new PrintedMove(
                move.id(), move.target().toString(), move.leaving().toString());
    }

    private static PrintedSettings printed(MoveSettings settings) {
        return new PrintedSettings(
                settings.paused(),
                settings.approval(),
                settings.graceSeconds(),
                settings.bytesPerSecond(),
                settings.movesPerNode());
    }

    private static String table(ClusterMap map) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("range", "after token", "up to token", "leader", "epoch", "members", "move"));
        for (PrintedRange range : printed(map).ranges()) {
            rows.add(List.of(
                    range.id(),
                    range.startExclusive(),
                    range.endInclusive(),
                    range.leader() == null ? "-" : range.leader(),
                    Long.toString(range.epoch()),
                    String.join(" ", range.members()),
                    range.move() == null
                            ? "-"
                            : range.move().leaving() + " -> " + range.move().target() + " ("
                                    + range.move().id() + ")"));
        }
        return "map " + map.version() + ", written by rebalancer " + map.reign().holder() + " in reign "
                + map.reign().number() + "\n\n" + Columns.print(rows);
    }

    private static List<String> names(List<Member> members) {
        return members.stream().map(Member::toString).toList();
    }
}
