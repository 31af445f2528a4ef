package io.ordinal.protocol;

import io.ordinal.ring.ClusterId;
import io.ordinal.ring.Member;
import org.jspecify.annotations.Nullable;

/**
 * The first frame of a connection, from the side that opened it.
 *
 * @param cluster null for a client that does not know yet
 * @param member null for a client
 * @param runNumber 0 for a client
 */
public record Hello(
        int protocolVersion,
        @Nullable ClusterId cluster,
        @Nullable Member member,
        long runNumber,
        Marks marks) implements Handshake {
    public static final int PROTOCOL_VERSION = 1;
}
