package io.ordinal.rebalancer;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.CommandRefusal;
import io.ordinal.protocol.CommandReply;
import io.ordinal.protocol.CommandReply.Outcome;
import io.ordinal.protocol.Effects;
import io.ordinal.rebalancer.RebalancerEffect.Answer;
import io.ordinal.ring.Registration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Commands that wait for the next draft, and answers that wait for it to be written. */
final class CommandDesk {
    private static final int MAX_WAITING = 64;

    private record Waiting(long ticket, ClusterCommand command) {}

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final List<Answer> whenWritten = new ArrayList<>();

    void take(long ticket, ClusterCommand command, Effects<? super RebalancerEffect> effects) {
        if (waiting.size() >= MAX_WAITING) {
            effects.add(new Answer(
                    ticket,
                    CommandReply.refused(CommandRefusal.BUSY, "too many commands wait: try again in a moment")));
        } else {
            waiting.addLast(new Waiting(ticket, command));
        }
    }

    /** Changes the draft as was asked. What is refused is answered at once. */
    void carryOut(
            Draft draft,
            List<Registration> present,
            MoveHolds holds,
            long nowNanos,
            Effects<? super RebalancerEffect> effects) {
        Commands commands = new Commands(draft, present, holds, nowNanos);
        for (Waiting next = waiting.pollFirst(); next != null; next = waiting.pollFirst()) {
            CommandReply reply = commands.carryOut(next.command());
            if (reply.outcome() == Outcome.DONE) {
                whenWritten.add(new Answer(next.ticket(), reply));
            } else {
                effects.add(new Answer(next.ticket(), reply));
            }
        }
    }

    /** The draft is in the map, or there was nothing to change. */
    void written(Effects<? super RebalancerEffect> effects) {
        whenWritten.forEach(effects::add);
        whenWritten.clear();
    }

    /** The office is lost. */
    void lost(Effects<? super RebalancerEffect> effects) {
        for (Answer answer : whenWritten) {
            String why = "the rebalancer lost its office: it may have been done, asking again does no harm";
            answer(answer.ticket(), Outcome.UNKNOWN, why, effects);
        }
        whenWritten.clear();
        waiting.forEach(one -> notInOffice(one.ticket(), effects));
        waiting.clear();
    }

    static void notInOffice(long ticket, Effects<? super RebalancerEffect> effects) {
        answer(ticket, Outcome.NOT_IN_OFFICE, "this node is not the rebalancer: the cluster map says who is", effects);
    }

    private static void answer(
            long ticket, Outcome outcome, String message, Effects<? super RebalancerEffect> effects) {
        effects.add(new Answer(ticket, new CommandReply(outcome, message)));
    }
}
