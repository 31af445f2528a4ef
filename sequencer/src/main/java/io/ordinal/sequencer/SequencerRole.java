package io.ordinal.sequencer;

/**
 * What a candidate for the office of sequencer is at the moment. {@link SequencerCore#become} alone changes it.
 *
 * <pre>
 *   WATCHING ---- challenge ----> TAKING ---- written ----> WAITING ---- waited, or no need to ----> ISSUING
 *   TAKING ---- somebody was faster ----> WATCHING
 *   WAITING, ISSUING ---- term ended ----> WATCHING
 *   any but STOPPING, STOPPED ---- the world went back ----> BACK_IN_TIME ---- it is level again ----> WATCHING
 *   ISSUING ---- asked to stop ----> STOPPING ---- last number written, or given up ----> STOPPED
 *   any other ---- asked to stop ----> STOPPED
 * </pre>
 */
enum SequencerRole {
    /** Somebody else is in office, or nobody. */
    WATCHING,
    /** Our write that takes the office is under way, or its outcome is unknown. */
    TAKING,
    /** In office; the predecessor's lease and grants may still be alive, so nothing is issued. */
    WAITING,
    /** In office; numbers are issued while the lease lasts. */
    ISSUING,
    /** Issues nothing more; the record with the exact last number is being written. */
    STOPPING,
    /** The end. */
    STOPPED,
    /** The record is behind what nodes have on disk; an operator is needed. */
    BACK_IN_TIME;

    boolean inOffice() {
        return this == WAITING || this == ISSUING;
    }

    boolean mayBecome(SequencerRole next) {
        return switch (this) {
            case WATCHING -> next == TAKING || next == BACK_IN_TIME || next == STOPPED;
            case TAKING -> next == WAITING || next == WATCHING || next == BACK_IN_TIME || next == STOPPED;
            case WAITING -> next == ISSUING || next == WATCHING || next == BACK_IN_TIME || next == STOPPED;
            case ISSUING -> next == WATCHING || next == BACK_IN_TIME || next == STOPPING || next == STOPPED;
            case STOPPING -> next == STOPPED;
            case STOPPED -> false;
            case BACK_IN_TIME -> next == WATCHING || next == STOPPED;
        };
    }
}
