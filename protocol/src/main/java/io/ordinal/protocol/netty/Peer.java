package io.ordinal.protocol.netty;

import io.ordinal.protocol.Marks;
import io.ordinal.ring.Member;
import org.jspecify.annotations.Nullable;

/**
 * The other side of a connection that was let in.
 *
 * @param member null for a client
 * @param runNumber 0 for a client
 * @param marks what it said in its handshake
 * @param remote its socket address, for people
 */
public record Peer(@Nullable Member member, long runNumber, Marks marks, String remote) {
    public boolean isNode() {
        return member != null;
    }

    @Override
    public String toString() {
        return member == null ? "client " + remote : "node " + member.node() + " at " + remote;
    }
}
