package io.ordinal.simulator.check;

/**
 * One line of a history: who asked for what, when, and how it ended, in the virtual time that all share.
 *
 * @param endedNanos {@link #NEVER} for an unknown outcome: the write stays open for ever
 */
public record Call(String client, Action action, long invokedNanos, long endedNanos, Ending ending) {
    public static final long NEVER = Long.MAX_VALUE;

    public Call {
        if (ending instanceof Ending.Unknown) {
            endedNanos = NEVER;
        }
        if (endedNanos < invokedNanos) {
            throw new IllegalArgumentException("a call ends after it began: " + invokedNanos + ".." + endedNanos);
        }
    }

    /** Whether this is a write that certainly happened. */
    boolean isAppliedWrite() {
        return ending instanceof Ending.Applied;
    }

    /** Whether this is a write that happened, or may have. */
    boolean mayHaveHappened() {
        return isAppliedWrite() || ending instanceof Ending.Unknown;
    }
}
