package io.ordinal.repl;

import io.ordinal.client.ClusterView;
import io.ordinal.client.MovesOutcome;
import io.ordinal.client.OrdinalClient;
import io.ordinal.protocol.MovesReply.MoveStatus;
import io.ordinal.protocol.MovesReply.Phase;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.MoveSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * What moves, as the rebalancer tells it: what moves, status and watch show.
 *
 * @param moves under way, then those that wait to begin
 * @param settings how the rebalancer goes about them
 */
public record MovesReport(List<MoveStatus> moves, MoveSettings settings) {
    public MovesReport {
        moves = List.copyOf(moves);
    }

    /** Asks for moves, but only if the map shows one that is under way: where all is still nobody need be in office. */
    public static CompletableFuture<MovesReport> underWay(OrdinalClient client, ClusterView view, Duration patience) {
        MoveSettings settings = Rebalancer.settings(view);
        boolean moving = view.mapIfAny().map(MovesReport::isMoving).orElse(false);
        return moving
                ? client.moves(patience).thenApply(outcome -> new MovesReport(known(outcome), settings))
                : CompletableFuture.completedFuture(new MovesReport(List.of(), settings));
    }

    private static boolean isMoving(ClusterMap map) {
        return map.ranges().stream()
                .anyMatch(range ->
                        range.moveIfAny().isPresent() || !range.previous().isEmpty());
    }

    private static List<MoveStatus> known(MovesOutcome outcome) {
        return outcome instanceof MovesOutcome.Known known ? known.moves() : List.of();
    }

    /** The summary, then all moves in a table, if there are any. */
    public List<String> lines(Screen screen) {
        List<String> lines = new ArrayList<>();
        lines.add(summary());
        lines.addAll(table(moves, screen));
        return lines;
    }

    /** The summary and the moves under way; nothing if there are none. */
    public List<String> linesUnderWay(Screen screen) {
        List<MoveStatus> underWay =
                moves.stream().filter(MovesReport::isUnderWay).toList();
        if (underWay.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add(summary());
        lines.addAll(table(underWay, screen));
        return lines;
    }

    private String summary() {
        long underWay = moves.stream().filter(MovesReport::isUnderWay).count();
        long waiting = moves.size() - underWay;
        long bytesPerSecond =
                moves.stream().mapToLong(MoveStatus::bytesPerSecond).sum();
        String how = moves.isEmpty()
                ? "nothing moves"
                : (underWay == 1 ? "1 move" : underWay + " moves") + " under way at " + ByteCounts.show(bytesPerSecond)
                        + "/s, " + waiting + (waiting == 1 ? " waits" : " wait");
        return how
                + (settings.paused() ? "; PAUSED: `moves resume` goes on" : "")
                + (settings.bytesPerSecond() == 0
                        ? ""
                        : "; at most " + ByteCounts.show(settings.bytesPerSecond()) + "/s from a node")
                + (settings.approval() ? "; new nodes wait for `add`" : "");
    }

    private static List<String> table(List<MoveStatus> moves, Screen screen) {
        if (moves.isEmpty()) {
            return List.of();
        }
        Table table = new Table(
                "MOVE", "RANGE", "FROM -> TO", "PHASE", "PROGRESS", "BYTES", "KEYS", "RATE", "LEFT", "WAITS FOR");
        for (MoveStatus move : moves) {
            boolean underWay = isUnderWay(move);
            table.add(
                    move.move() == 0 ? "-" : Long.toString(move.move()),
                    move.range().toString(),
                    way(move),
                    phase(move.phase()),
                    underWay ? Bar.of(move.copiedBasisPoints()) : "-",
                    underWay ? ByteCounts.show(move.copiedBytes()) : "-",
                    underWay ? String.format(Locale.ROOT, "%,d", move.copiedKeys()) : "-",
                    move.bytesPerSecond() == 0 ? "-" : ByteCounts.show(move.bytesPerSecond()) + "/s",
                    leftMillis(move).isPresent()
                            ? Durations.show(leftMillis(move).getAsLong())
                            : "-",
                    move.waitsFor().isEmpty() ? "-" : move.waitsFor());
        }
        return table.lines(screen::displayWidth);
    }

    private static String way(MoveStatus move) {
        String way = move.source() + " -> " + move.target();
        return move.leaving().equals(move.source()) ? way : way + " (" + move.leaving() + " leaves)";
    }

    private static boolean isUnderWay(MoveStatus move) {
        return move.phase() != Phase.WAITING;
    }

    private static String phase(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** How long the copy still takes if it goes on as until now. */
    private static OptionalLong leftMillis(MoveStatus move) {
        int done = move.copiedBasisPoints();
        return move.phase() != Phase.COPYING || done == 0 || done == 10_000
                ? OptionalLong.empty()
                : OptionalLong.of(move.elapsedMillis() * (10_000 - done) / done);
    }

    /** An object a move. */
    public List<Map<String, ?>> objects() {
        List<Map<String, ?>> objects = new ArrayList<>();
        for (MoveStatus move : moves) {
            Map<String, Object> fields = new LinkedHashMap<>();
            if (move.move() != 0) {
                fields.put("move", move.move());
            }
            fields.put("range", move.range().toString());
            fields.put("source", move.source().name());
            fields.put("target", move.target().name());
            fields.put("leaving", move.leaving().name());
            fields.put("phase", phase(move.phase()));
            fields.put("copied", move.copiedBasisPoints() / 10_000.0);
            fields.put("copiedBytes", move.copiedBytes());
            fields.put("copiedKeys", move.copiedKeys());
            fields.put("bytesPerSecond", move.bytesPerSecond());
            fields.put("elapsedMillis", move.elapsedMillis());
            leftMillis(move).ifPresent(left -> fields.put("leftMillis", left));
            fields.put("waitsFor", move.waitsFor());
            objects.add(fields);
        }
        return objects;
    }
}
