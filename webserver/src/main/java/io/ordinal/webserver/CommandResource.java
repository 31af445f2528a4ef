package io.ordinal.webserver;

import io.ordinal.client.CommandOutcome;
import io.ordinal.client.OrdinalClient;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.NodeId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * One command for the rebalancer: {@code POST /v1/cluster/nodes/{node}/add}, {@code /drain} and {@code /replace?by=},
 * {@code POST /v1/cluster/moves/pause} and {@code /resume}, {@code DELETE /v1/cluster/moves/{move}}.
 */
final class CommandResource implements Resource {
    private final OrdinalClient client;
    private final Duration deadline;

    CommandResource(OrdinalClient client, Duration deadline) {
        this.client = client;
        this.deadline = deadline;
    }

    @Override
    public CompletionStage<Reply> answer(RequestHead head, Bytes body) {
        return client.command(command(head), deadline).thenApply(CommandResource::reply);
    }

    private static ClusterCommand command(RequestHead head) {
        if (head.route() == Route.NODE_REPLACE) {
            head.query().allowOnly("by");
            String by = head.query().text("by");
            if (by == null) {
                throw new ProblemException(Problems.badRequest("say who replaces it: ?by=NODE"));
            }
            return new ClusterCommand.Replace(node(head.rawPart()), node(by));
        }
        head.query().allowOnly();
        return switch (head.route()) {
            case NODE_ADD -> new ClusterCommand.Add(node(head.rawPart()));
            case NODE_DRAIN -> new ClusterCommand.Drain(node(head.rawPart()));
            case MOVES_PAUSE -> new ClusterCommand.SetPaused(true);
            case MOVES_RESUME -> new ClusterCommand.SetPaused(false);
            case MOVE -> new ClusterCommand.CancelMove(move(head.rawPart()));
            default -> throw new IllegalStateException(head.route() + " is no command");
        };
    }

    private static NodeId node(String text) {
        try {
            return new NodeId(text);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problems.badRequest(e.getMessage()));
        }
    }

    private static long move(String text) {
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw new ProblemException(Problems.badRequest("the id of a move is a number, not '" + text + "'"));
        }
        return Long.parseLong(text);
    }

    private static Reply reply(CommandOutcome outcome) {
        return reply(outcome, Map.of());
    }

    /** @param more what is told of a command that was done, besides its message */
    static Reply reply(CommandOutcome outcome, Map<String, ?> more) {
        if (!(outcome instanceof CommandOutcome.Done done)) {
            return problem(outcome).reply();
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("outcome", "done");
        tree.put("message", done.message());
        tree.putAll(more);
        return Reply.json(200, () -> tree);
    }

    /** What is told of a command that was not done, or may not have been. */
    private static Problem problem(CommandOutcome outcome) {
        if (outcome instanceof CommandOutcome.NotReached notReached) {
            return Problems.notDone(notReached.reason(), notReached.why());
        }
        return outcome instanceof CommandOutcome.Refused refused
                ? Problems.commandRefused(refused.reason(), refused.message())
                : Problems.commandUnknown(outcome.message());
    }
}
