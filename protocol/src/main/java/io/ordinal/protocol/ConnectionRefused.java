package io.ordinal.protocol;

/** The last frame before a connection is closed by the side that cannot go on with it; {@code why} is for people. */
public record ConnectionRefused(Reason reason, String why) implements Handshake {
    /** Why a connection cannot go on. */
    public enum Reason {
        OTHER_PROTOCOL_VERSION,
        OTHER_CLUSTER,
        OTHER_DISK,
        MALFORMED_FRAME,
        TOO_MANY_CONNECTIONS,
        OUT_OF_CREDIT,
        SHUTTING_DOWN
    }
}
