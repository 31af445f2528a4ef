package io.ordinal.protocol;

import io.ordinal.ring.RangeId;
import java.util.List;

/**
 * Asks a member to renew the leases of all ranges that the sender leads with it; one per pair of nodes.
 *
 * @param sentNanos the sender's monotonic clock, echoed in the answer: leases count from when this was sent
 */
public record Heartbeat(long sentNanos, List<Beat> beats) implements ReplicaMessage {
    public Heartbeat {
        beats = List.copyOf(beats);
    }

    /**
     * One range: the epoch to renew, and how far its log is committed and closed.
     *
     * @param passed every member holds the log up to here: what only laggards would need may be trimmed
     */
    public record Beat(RangeId range, long epoch, Position commit, long closed, Position closedAt, Position passed) {}
}
