package io.ordinal.webserver;

import io.ordinal.client.ClusterView;
import io.ordinal.client.MovesOutcome;
import io.ordinal.client.OrdinalClient;
import io.ordinal.protocol.MovesReply.MoveStatus;
import io.ordinal.protocol.MovesReply.Phase;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.MoveSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What moves: {@code GET /v1/cluster/moves}. Once, or once a second for as long as the asker stays, as events: to those
 * who say {@code stream=true} or accept {@code text/event-stream}.
 */
final class MovesResource implements Resource {
    private final OrdinalClient client;
    private final MovesBoard board;

    MovesResource(OrdinalClient client, MovesBoard board) {
        this.client = client;
        this.board = board;
    }

    @Override
    public CompletionStage<Reply> answer(RequestHead head, Bytes body) {
        head.query().allowOnly("stream");
        if (isStream(head)) {
            return CompletableFuture.completedFuture(new Reply(200, Map.of(), new Reply.Body.Events(this::event)));
        }
        return board.moves().thenApply(this::reply);
    }

    private static boolean isStream(RequestHead head) {
        String stream = head.query().text("stream");
        if (stream == null) {
            String accept = head.headers().value("Accept");
            return accept != null && accept.toLowerCase(Locale.ROOT).contains(Reply.EVENTS);
        }
        if (!stream.equals("true") && !stream.equals("false")) {
            throw new ProblemException(Problems.badRequest("'stream' is true or false, not '" + stream + "'"));
        }
        return stream.equals("true");
    }

    private Reply reply(MovesOutcome outcome) {
        return outcome instanceof MovesOutcome.Known known
                ? Reply.json(200, () -> tree(known))
                : problem((MovesOutcome.Failed) outcome).reply();
    }

    private CompletionStage<Reply.Event> event() {
        return board.moves()
                .thenApply(outcome -> outcome instanceof MovesOutcome.Known known
                        ? new Reply.Event("moves", tree(known))
                        : new Reply.Event(
                                "problem",
                                problem((MovesOutcome.Failed) outcome).tree()));
    }

    private static Problem problem(MovesOutcome.Failed failed) {
        return Problems.notDone(failed.reason(), failed.why());
    }

    private Map<String, Object> tree(MovesOutcome.Known known) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("rebalancer", known.rebalancer().name());
        tree.put("mapVersion", known.mapVersion());
        tree.put("settings", settings(client.cluster()));
        List<Object> moves = new ArrayList<>();
        known.moves().forEach(move -> moves.add(tree(move)));
        tree.put("moves", moves);
        return tree;
    }

    /** How moves are to go; null before the first map. */
    private static @Nullable Map<String, Object> settings(ClusterView view) {
        if (view.map() == null) {
            return null;
        }
        MoveSettings settings = view.map().plan().settings();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("paused", settings.paused());
        tree.put("approval", settings.approval());
        tree.put("graceSeconds", settings.graceSeconds());
        tree.put("bytesPerSecond", settings.bytesPerSecond());
        tree.put("movesPerNode", settings.movesPerNode());
        return tree;
    }

    private static Map<String, Object> tree(MoveStatus move) {
        Map<String, Object> tree = new LinkedHashMap<>();
        if (move.move() != 0) {
            tree.put("move", move.move());
        }
        tree.put("range", move.range().number());
        tree.put("source", move.source().name());
        tree.put("target", move.target().name());
        tree.put("leaving", move.leaving().name());
        tree.put("phase", move.phase().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        tree.put("copied", move.copiedBasisPoints() / 10_000.0);
        tree.put("copiedBytes", move.copiedBytes());
        tree.put("copiedKeys", move.copiedKeys());
        tree.put("bytesPerSecond", move.bytesPerSecond());
        tree.put("elapsedMillis", move.elapsedMillis());
        int done = move.copiedBasisPoints();
        if (move.phase() == Phase.COPYING && done > 0 && done < 10_000) {
            tree.put("leftMillis", move.elapsedMillis() * (10_000 - done) / done);
        }
        tree.put("waitsFor", move.waitsFor());
        return tree;
    }
}
