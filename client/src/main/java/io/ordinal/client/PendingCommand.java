package io.ordinal.client;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.ClientRequest;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.CommandRefusal;
import io.ordinal.protocol.CommandReply;
import io.ordinal.protocol.CommandRequest;
import io.ordinal.protocol.NotServed;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A command on its way to the rebalancer in office. It may be asked twice, so it is asked until somebody says what became
 * of it. That it was not done is certain only if every attempt was answered so, or can never have left.
 */
final class PendingCommand extends Pending {
    private final ClusterCommand command;
    private final Consumer<CommandOutcome> to;
    private int sent;
    /** Attempts that are known to have changed nothing. */
    private int settled;

    private @Nullable CommandOutcome outcome;

    PendingCommand(ClusterCommand command, long deadlineNanos, Consumer<CommandOutcome> to) {
        super(deadlineNanos);
        this.command = command;
        this.to = to;
    }

    @Override
    @Nullable
    Peer route(KnownCluster cluster, long nowNanos) {
        return routeToRebalancer(cluster);
    }

    @Override
    int nextAttempt() {
        return sent + 1;
    }

    @Override
    ClientRequest request(long nowNanos) {
        sent++;
        return new CommandRequest(command);
    }

    @Override
    Step answered(Call call, ClientReply reply, long nowNanos) {
        if (reply instanceof CommandReply answer) {
            return answered(call, answer);
        }
        note(call, reply);
        if (reply instanceof NotServed) {
            settled++;
        }
        return Step.RETRY;
    }

    private Step answered(Call call, CommandReply answer) {
        return switch (answer.outcome()) {
            case DONE -> done(new CommandOutcome.Done(answer.message()));
            case REFUSED -> refused(call, Objects.requireNonNull(answer.refusal()), answer.message());
            case NOT_IN_OFFICE -> {
                settled++;
                note(Refusal.NO_REBALANCER, call.peer.address + " is not the rebalancer any more, and nobody else yet");
                yield Step.RETRY;
            }
            case UNKNOWN -> {
                note(Refusal.NO_REBALANCER, call.peer.address + " says: " + answer.message());
                yield Step.RETRY;
            }
        };
    }

    /** What is refused now may be so because an earlier attempt has done it. */
    private Step refused(Call call, CommandRefusal reason, String message) {
        settled++;
        if (settled == sent) {
            return done(new CommandOutcome.Refused(reason, message));
        }
        return call.attempt == sent
                ? done(new CommandOutcome.Unknown(
                        "an attempt was not answered, and the next one was refused: " + message))
                : Step.STAY;
    }

    private Step done(CommandOutcome known) {
        outcome = known;
        return Step.DONE;
    }

    @Override
    Step broken(Call call, boolean mayHaveArrived, String reason) {
        note(Refusal.NO_ANSWER, call.peer.address + ": " + reason);
        if (!mayHaveArrived) {
            settled++;
        }
        return Step.RETRY;
    }

    @Override
    ClientEffect giveUp() {
        return new ClientEffect.Ended<>(
                to, settled < sent ? new CommandOutcome.Unknown(why) : new CommandOutcome.NotReached(refusal, why));
    }

    @Override
    ClientEffect outcome() {
        if (outcome == null) {
            throw new IllegalStateException("the command " + command + " has no outcome yet");
        }
        return new ClientEffect.Ended<>(to, outcome);
    }
}
