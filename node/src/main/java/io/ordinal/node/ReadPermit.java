package io.ordinal.node;

import io.ordinal.protocol.Position;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;

/**
 * What network threads may do with a range without asking the loop. Immutable; a newer one replaces it.
 *
 * @param leaseEndNanos the node's monotonic clock up to which linearizable reads are allowed; {@code Long.MIN_VALUE}
 *     if this node does not lead the range
 * @param mayBeAwaited whether this node is about to lead the range, or to get its first lease: a linearizable read may wait
 *     in the loop
 * @param closed no write at or below this number will be added any more; it may be served once {@code closedAt} is
 *     applied
 * @param copiesBegun how many copies this replica had begun to take: a read that spans the beginning of one may have met a
 *     table that was a mixture
 * @param clockOffsetMillis what to add to the monotonic clock in milliseconds to get the leader's log time
 */
public record ReadPermit(
        long mapVersion,
        RangeId range,
        TokenRange tokens,
        long epoch,
        long leaseEndNanos,
        boolean mayBeAwaited,
        long closed,
        Position closedAt,
        long copiesBegun,
        long clockOffsetMillis) {
    public static final long NO_LEASE = Long.MIN_VALUE;
}
