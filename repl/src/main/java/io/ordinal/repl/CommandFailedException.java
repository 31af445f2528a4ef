package io.ordinal.repl;

/** A command that ended badly. The message says what happened and what to do next. */
public final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ExitStatus status;
    private final String reason;

    public CommandFailedException(ExitStatus status, String message) {
        this(status, "", message);
    }

    /** @param reason why, in a word for programs; empty if there is none */
    public CommandFailedException(ExitStatus status, String reason, String message) {
        super(message);
        this.status = status;
        this.reason = reason;
    }

    public CommandFailedException(ExitStatus status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
        this.reason = "";
    }

    public ExitStatus status() {
        return status;
    }

    /** Why, in a word for programs; empty if there is none. */
    public String reason() {
        return reason;
    }
}
