package io.ordinal.protocol;

import io.ordinal.ring.ClusterId;
import io.ordinal.ring.Member;

/**
 * The answer to a {@link Hello} that fits.
 *
 * @param creditBytes how many bytes of unanswered requests the other side may have under way on this connection
 */
public record Welcome(
        int protocolVersion, ClusterId cluster, Member member, long runNumber, Marks marks, int creditBytes)
        implements Handshake {}
