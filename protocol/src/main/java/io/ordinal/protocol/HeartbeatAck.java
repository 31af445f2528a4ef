package io.ordinal.protocol;

import io.ordinal.ring.RangeId;
import java.util.List;

/**
 * Names what was renewed: only ranges whose promise equals the leader's epoch and for which no higher one was asked.
 *
 * @param higher ranges for which the member was asked for, or promised, a higher epoch: their leader steps down
 */
public record HeartbeatAck(long sentNanos, List<RangeEpoch> renewed, List<RangeEpoch> higher)
        implements ReplicaMessage {
    public HeartbeatAck {
        renewed = List.copyOf(renewed);
        higher = List.copyOf(higher);
    }

    /** A range with an epoch. */
    public record RangeEpoch(RangeId range, long epoch) {}
}
