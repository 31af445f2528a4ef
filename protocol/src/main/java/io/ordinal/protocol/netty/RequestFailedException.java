package io.ordinal.protocol.netty;

/** A request got no reply on its connection. */
public final class RequestFailedException extends Exception {
    private static final long serialVersionUID = 1;

    /** Whether the other side may have run the request. */
    public enum Outcome {
        /** It never left this process: certainly not run. */
        NOT_SENT,
        /** It was handed to the network before the connection broke: it may have run, or may yet run. */
        UNKNOWN
    }

    private final Outcome outcome;

    RequestFailedException(Outcome outcome, String why, Throwable cause) {
        super(why, cause);
        this.outcome = outcome;
    }

    RequestFailedException(Outcome outcome, String why) {
        super(why);
        this.outcome = outcome;
    }

    public Outcome outcome() {
        return outcome;
    }
}
