package io.ordinal.launcher;

/** Something that the person at the command line can mend. The message says what happened and what to do next. */
final class LaunchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    LaunchException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    LaunchException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
