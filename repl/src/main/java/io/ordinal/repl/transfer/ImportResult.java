package io.ordinal.repl.transfer;

/**
 * How an import ended.
 *
 * @param why it did not come to the end; empty if it did
 * @param maybeApplied rows that are not known to be written, though they may have been
 */
public record ImportResult(Ending ending, ImportTally tally, String why, long maybeApplied) {
    /** Where it ended. */
    public enum Ending {
        /** Every good row is written. */
        FINISHED,
        /** Somebody asked it to stop. */
        INTERRUPTED,
        /** Nothing could be written for too long. */
        STUCK
    }
}
