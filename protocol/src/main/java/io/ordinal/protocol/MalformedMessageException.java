package io.ordinal.protocol;

/**
 * Bytes that cannot be what they claim to be. They come from another version, another program or a broken disk; reading
 * them again does not help. Nothing of the message was carried out.
 */
public final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MalformedMessageException(String what) {
        super(what);
    }

    public MalformedMessageException(String what, Throwable cause) {
        super(what, cause);
    }
}
