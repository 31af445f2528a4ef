package io.ordinal.node;

import io.ordinal.ring.TokenRange;

/** Tells network threads what they may read of one range. */
final class Permits {
    private final DurableRange durable;
    private final Turn turn;

    Permits(DurableRange durable, Turn turn) {
        this.durable = durable;
        this.turn = turn;
    }

    /** @param leaseEndNanos {@link ReadPermit#NO_LEASE} unless this node leads the range and serves */
    void publish(
            long mapVersion,
            TokenRange tokens,
            long epoch,
            long leaseEndNanos,
            boolean mayBeAwaited,
            LocalReaders readers) {
        turn.add(new NodeEffect.Publish(
                durable.range(),
                new ReadPermit(
                        mapVersion,
                        durable.range(),
                        tokens,
                        epoch,
                        leaseEndNanos,
                        mayBeAwaited,
                        readers.closedSequence(),
                        readers.closedAt(),
                        durable.copiesBegun(),
                        turn.wallOffsetMillis())));
    }

    void revoke() {
        turn.add(new NodeEffect.Publish(durable.range(), null));
    }
}
