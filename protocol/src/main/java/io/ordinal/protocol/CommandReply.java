package io.ordinal.protocol;

/**
 * What became of a command.
 *
 * @param message for people: what was done and what follows, or why it was not and what to do
 */
public record CommandReply(Outcome outcome, String message) implements ClientReply {
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
}
