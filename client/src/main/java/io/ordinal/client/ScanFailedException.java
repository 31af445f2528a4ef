package io.ordinal.client;

/** A page of a scan could not be read before its deadline. */
public final class ScanFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Refusal reason;

    ScanFailedException(ScanOutcome.Failed failed) {
        super(failed.why() + "; " + failed.reason().nextStep());
        this.reason = failed.reason();
    }

    public Refusal reason() {
        return reason;
    }
}
