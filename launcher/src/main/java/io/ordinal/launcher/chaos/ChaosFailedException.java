package io.ordinal.launcher.chaos;

/** The run itself could not go on: a process did not start, or a signal could not be sent. It says nothing of the store. */
public final class ChaosFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ChaosFailedException(String message) {
        super(message);
    }

    ChaosFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
