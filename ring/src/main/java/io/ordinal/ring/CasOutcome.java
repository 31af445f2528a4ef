package io.ordinal.ring;

/** How a conditional write ended. */
public enum CasOutcome {
    /** Ours is the current record. */
    WRITTEN,
    /** Somebody else's record is current; ours was not written and never will be. */
    CONFLICT,
    /** The connection broke before the answer: the write may have happened, or may yet happen. Read back, then decide. */
    UNKNOWN
}
