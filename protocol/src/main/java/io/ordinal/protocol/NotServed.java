package io.ordinal.protocol;

import io.ordinal.ring.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * The request was not run by this node and never will be; another attempt is another request to run it.
 *
 * @param mapVersion the version of the cluster map that this node goes by; a client with an older one refreshes
 * @param retryAfterMillis how long to wait before asking here again; 0 if a newer map says whom to ask
 * @param why for people
 * @param leader who leads the range, or is about to, as far as this node knows; null if it knows nobody. A hint
 */
public record NotServed(
        Reason reason,
        long mapVersion,
        long retryAfterMillis,
        String why,
        @Nullable NodeId leader) implements ClientReply {
    public NotServed(Reason reason, long mapVersion, long retryAfterMillis, String why) {
        this(reason, mapVersion, retryAfterMillis, why, null);
    }

    /** Why a node does not serve a request. */
    public enum Reason {
        /** Not the leader (or, for reads at a replica, not a member) of the key's range. */
        NOT_RESPONSIBLE,
        /** The range is being taken over; it will serve soon. */
        TAKING_OVER,
        /** Too few members answer: read-only. */
        NO_QUORUM,
        /** No sequence numbers are to be had: read-only. */
        NO_SEQUENCER,
        /** The replica has not reached the number that was asked for in time. */
        NOT_REACHED,
        /** The request is older than what the range remembers of its answers. */
        BORN_TOO_LONG_AGO,
        OVERLOADED,
        DISK_FULL,
        SHUTTING_DOWN
    }
}
