package io.ordinal.client;

import io.ordinal.protocol.CommandRefusal;

/** How an operator's command ended. Three of the four are certain; after {@link Unknown} it may be asked again. */
public sealed interface CommandOutcome {
    /** The outcome in a sentence for people. */
    String message();

    /** It is in the cluster map: the rebalancer carries on with it, and so does its successor. */
    record Done(String message) implements CommandOutcome {}

    /**
     * The rebalancer would not do it: nothing was changed.
     *
     * @param reason for programs
     */
    record Refused(CommandRefusal reason, String message) implements CommandOutcome {}

    /** No rebalancer took it before its deadline: nothing was changed, and nothing will be. */
    record NotReached(Refusal reason, String why) implements CommandOutcome {
        @Override
        public String message() {
            return "the rebalancer was not reached: " + why + "; " + reason.nextStep();
        }
    }

    /** It may have been done, or may yet be. Every command can be asked twice: the second time changes nothing. */
    record Unknown(String why) implements CommandOutcome {
        @Override
        public String message() {
            return "it may have been done, or may yet be: " + why + "; asking again does no harm";
        }
    }
}
