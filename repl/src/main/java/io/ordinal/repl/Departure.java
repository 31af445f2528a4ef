package io.ordinal.repl;

import io.ordinal.client.ClusterView;
import io.ordinal.client.MovesOutcome;
import io.ordinal.protocol.MovesReply.MoveStatus;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.Standing;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The wait for a node that leaves. For one thread. */
final class Departure {
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** So many looks may meet a map from before the command. */
    private static final int MOST_OLD_MAPS = 10;

    private final NodeId node;
    private final Session session;
    /** The most ranges it was seen to hold. */
    private long atFirst;

    private boolean seenLeaving;
    private int oldMaps;

    Departure(NodeId node, Session session) {
        this.node = node;
        this.session = session;
    }

    /** @throws CommandFailedException if the node does not leave any more, or somebody no longer wants to wait */
    ExitStatus await() {
        while (true) {
            ClusterView view = session.client().sync().refresh();
            Standing standing = standing(view);
            if (standing == Standing.LEFT) {
                return left();
            }
            if (standing == Standing.LEAVING) {
                seenLeaving = true;
            } else if (seenLeaving || ++oldMaps > MOST_OLD_MAPS) {
                throw new CommandFailedException(
                        ExitStatus.FAILED,
                        node + " does not leave any more, its standing is " + standing + ": see `nodes`");
            }
            if (session.screen().canDraw()) {
                session.screen().redraw(List.of(line(view)));
            }
            if (session.screen().pause(EVERY)) {
                throw new CommandFailedException(
                        ExitStatus.FAILED,
                        node + " goes on leaving, nobody waits for it any more: `moves` shows how far it is, `add "
                                + node + "` takes it back");
            }
        }
    }

    private ExitStatus left() {
        if (session.screen().canDraw()) {
            session.screen().redraw(List.of(node + "  " + Bar.of(10_000)));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("node", node.name());
        fields.put("standing", Standing.LEFT.name());
        session.output(fields, node + " has left: it holds nothing any more and may be stopped");
        return ExitStatus.OK;
    }

    private Standing standing(ClusterView view) {
        return view.mapIfAny()
                .flatMap(map -> map.node(node))
                .map(KnownNode::standing)
                .orElse(Standing.LEAVING);
    }

    private String line(ClusterView view) {
        long held = view.mapIfAny().map(ClusterMap::ranges).orElse(List.of()).stream()
                .filter(this::isHeld)
                .count();
        atFirst = Math.max(atFirst, held);
        MovesOutcome outcome = session.client().sync().moves(PATIENCE);
        List<MoveStatus> moves = outcome instanceof MovesOutcome.Known known ? known.moves() : List.of();
        long copied = moves.stream()
                .filter(move -> move.leaving().equals(node))
                .mapToLong(MoveStatus::copiedBasisPoints)
                .sum();
        long bytesPerSecond = moves.stream()
                .filter(move -> move.leaving().equals(node))
                .mapToLong(MoveStatus::bytesPerSecond)
                .sum();
        long done = atFirst == 0 ? 0 : ((atFirst - held) * 10_000 + copied) / atFirst;
        return node + "  " + Bar.of((int) Math.min(done, 9_999)) + "  " + held + " of " + atFirst
                + " ranges still there, " + ByteCounts.show(bytesPerSecond) + "/s"
                + (Rebalancer.settings(view).paused() ? "; PAUSED: `moves resume` goes on" : "");
    }

    private boolean isHeld(RangeAssignment range) {
        return range.members().stream().map(Member::node).anyMatch(node::equals);
    }
}
