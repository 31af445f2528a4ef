package io.ordinal.ring;

/**
 * Bytes that should have been a stored record are none: damaged, written by a newer version, or not ours. Nothing of
 * them is used.
 */
public final class MalformedRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedRecordException(String message) {
        super(message);
    }

    public MalformedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
