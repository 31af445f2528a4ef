package io.ordinal.node;

import io.ordinal.protocol.Position;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;

/** Permits to read a range that has come to epoch 3. */
final class GivenPermits {
    private GivenPermits() {}

    static ReadPermit leasedUntil(long nanos) {
        return of(3, nanos);
    }

    static ReadPermit of(long epoch, long leaseEndNanos) {
        return of(epoch, leaseEndNanos, 0);
    }

    static ReadPermit afterCopies(long copies) {
        return of(3, 100, copies);
    }

    private static ReadPermit of(long epoch, long leaseEndNanos, long copiesBegun) {
        return new ReadPermit(
                1,
                new RangeId(1),
                TokenRange.WHOLE_RING,
                epoch,
                leaseEndNanos,
                false,
                0,
                Position.START,
                copiesBegun,
                0);
    }
}
