package io.ordinal.sequencer;

/**
 * The time in which a holder may issue. It counts from the moment the last confirmed conditional write was <em>sent</em>:
 * whoever replaced the record did so after that moment, and waits for a whole lease from then.
 */
final class Lease {
    private final long lengthNanos;
    private long sentNanos;
    private boolean confirmed;

    Lease(long lengthNanos) {
        this.lengthNanos = lengthNanos;
    }

    /** A write sent at {@code sentNanos} is known to have replaced the record. */
    void confirm(long newSentNanos) {
        sentNanos = newSentNanos;
        confirmed = true;
    }

    void end() {
        confirmed = false;
    }

    boolean holdsAt(long nowNanos) {
        return confirmed && nowNanos - sentNanos < lengthNanos;
    }
}
