package io.ordinal.repl;

/** A command that ended badly. The message says what happened and what to do next. */
public final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ExitStatus status;

    public CommandFailedException(ExitStatus status, String message) {
        super(message);
        this.status = status;
    }

    public CommandFailedException(ExitStatus status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    public ExitStatus status() {
        return status;
    }
}
