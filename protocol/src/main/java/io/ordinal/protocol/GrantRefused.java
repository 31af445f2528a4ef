package io.ordinal.protocol;

/** The receiver issues no numbers now. {@code term} is the highest it knows. */
public record GrantRefused(long request, Reason reason, long term) implements SequencerMessage {
    /** Why no numbers are issued. */
    public enum Reason {
        NOT_IN_OFFICE,
        /** In office, but the predecessor's lease may still run. */
        WAITING_FOR_PREDECESSOR,
        OUT_OF_NUMBERS,
        LEASE_EXPIRED,
        WENT_BACK_IN_TIME
    }
}
