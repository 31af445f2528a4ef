package io.ordinal.launcher.load;

import io.ordinal.client.ReadOutcome;
import io.ordinal.client.WriteOutcome;

/** How an operation ended, by kind. */
public enum Ending {
    /** A write that has its number. */
    APPLIED("applied"),
    /** A write whose condition did not hold. */
    REJECTED("rejected"),
    /** A write that may have happened. */
    UNKNOWN("unknown"),
    /** A write that certainly did not happen. */
    NOT_DONE("not done"),
    FOUND("found"),
    NOT_FOUND("not found"),
    /** A read that nobody answered. */
    FAILED("failed"),
    /** An operation that was due, but too many others were under way: the cluster was never asked. */
    NOT_STARTED("not started");

    private final String words;

    Ending(String words) {
        this.words = words;
    }

    static Ending of(WriteOutcome outcome) {
        if (outcome instanceof WriteOutcome.Applied) {
            return APPLIED;
        } else if (outcome instanceof WriteOutcome.Rejected) {
            return REJECTED;
        } else if (outcome instanceof WriteOutcome.Unknown) {
            return UNKNOWN;
        }
        return NOT_DONE;
    }

    static Ending of(ReadOutcome outcome) {
        if (outcome instanceof ReadOutcome.Found) {
            return FOUND;
        }
        return outcome instanceof ReadOutcome.NotFound ? NOT_FOUND : FAILED;
    }

    /** Whether the cluster answered what was asked: such operations count in rates and latencies. */
    public boolean isAnswer() {
        return this == APPLIED || this == FOUND || this == NOT_FOUND;
    }

    /** For people. */
    public String words() {
        return words;
    }
}
