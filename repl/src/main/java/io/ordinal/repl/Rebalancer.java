package io.ordinal.repl;

import io.ordinal.client.ClusterView;
import io.ordinal.client.CommandOutcome;
import io.ordinal.client.MovesOutcome;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.MoveSettings;
import io.ordinal.ring.RingPlan;
import java.util.LinkedHashMap;
import java.util.Map;

/** Asks the rebalancer in office, and says how that ended: what moves, add, drain and replace share. */
final class Rebalancer {
    private Rebalancer() {}

    /** @throws CommandFailedException unless it was done */
    static ExitStatus command(ClusterCommand command, Session session) {
        CommandOutcome outcome = session.client().sync().command(command, session.deadline());
        if (outcome instanceof CommandOutcome.Done done) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("outcome", "done");
            fields.put("message", done.message());
            session.output(fields, done.message());
            return ExitStatus.OK;
        }
        if (outcome instanceof CommandOutcome.Unknown unknown) {
            throw new CommandFailedException(ExitStatus.UNKNOWN, "unknown, " + unknown.message());
        }
        if (outcome instanceof CommandOutcome.Refused refused) {
            throw new CommandFailedException(
                    ExitStatus.FAILED, refused.reason().name(), "refused: " + refused.message());
        }
        String reason = outcome instanceof CommandOutcome.NotReached notReached
                ? notReached.reason().name()
                : "";
        throw new CommandFailedException(ExitStatus.FAILED, reason, "not done: " + outcome.message());
    }

    /** @throws CommandFailedException if no rebalancer answers */
    static MovesReport moves(Session session) {
        MovesOutcome outcome = session.client().sync().moves(session.deadline());
        if (outcome instanceof MovesOutcome.Known known) {
            return new MovesReport(known.moves(), settings(session.client().cluster()));
        }
        MovesOutcome.Failed failed = (MovesOutcome.Failed) outcome;
        throw new CommandFailedException(
                ExitStatus.FAILED,
                "what moves is not known: " + failed.why() + "; "
                        + failed.reason().nextStep());
    }

    static MoveSettings settings(ClusterView view) {
        return view.mapIfAny().map(ClusterMap::plan).map(RingPlan::settings).orElse(MoveSettings.DEFAULT);
    }
}
