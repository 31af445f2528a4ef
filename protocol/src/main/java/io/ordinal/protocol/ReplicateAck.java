package io.ordinal.protocol;

import io.ordinal.ring.RangeId;

/**
 * Everything up to {@code durable} agrees with the log of this epoch's leader and is forced to the member's disk.
 *
 * @param acceptedClosed the highest closed number accepted durably in this epoch
 */
public record ReplicateAck(RangeId range, long epoch, Position durable, long acceptedClosed) implements RangeMessage {}
