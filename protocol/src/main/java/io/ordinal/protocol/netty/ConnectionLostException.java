package io.ordinal.protocol.netty;

import io.ordinal.protocol.ConnectionRefused;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A connection could not be opened, was refused by the other side, or broke. */
public final class ConnectionLostException extends IOException {
    private static final long serialVersionUID = 1;

    private final ConnectionRefused.@Nullable Reason refusal;

    ConnectionLostException(String what, @Nullable Throwable cause) {
        super(what, cause);
        this.refusal = null;
    }

    ConnectionLostException(String what, ConnectionRefused refused) {
        super(what + ": " + refused.why());
        this.refusal = refused.reason();
    }

    /** Why one of the sides refused to go on; empty if the network or the other process broke it. */
    public Optional<ConnectionRefused.Reason> refusal() {
        return Optional.ofNullable(refusal);
    }
}
