package io.ordinal.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What became of a command.
 *
 * @param refusal why it was refused, for programs; null unless it was
 * @param message for people: what was done and what follows, or why it was not and what to do
 */
public record CommandReply(Outcome outcome, @Nullable CommandRefusal refusal, String message) implements ClientReply {
    public static final int MAX_MESSAGE_BYTES = 4_096;

    /** How a command ended. */
    public enum Outcome {
        /** It is in the cluster map: whoever is in office carries on with it. */
        DONE,
        /** Nothing was changed, and nothing will be. */
        REFUSED,
        /** This node is not the rebalancer: nothing was changed. The cluster map says who is. */
        NOT_IN_OFFICE,
        /** The office was lost in the middle: it may have been done. Asking again does no harm. */
        UNKNOWN
    }

    public CommandReply {
        if ((outcome == Outcome.REFUSED) != (refusal != null)) {
            throw new IllegalArgumentException("a command that ended as " + outcome + " is refused for " + refusal);
        }
    }

    /** A reply that is no refusal. */
    public CommandReply(Outcome outcome, String message) {
        this(outcome, null, message);
    }

    public static CommandReply refused(CommandRefusal why, String message) {
        return new CommandReply(Outcome.REFUSED, why, message);
    }
}
