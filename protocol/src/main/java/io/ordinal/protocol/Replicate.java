package io.ordinal.protocol;

import io.ordinal.ring.RangeId;
import java.util.List;

/**
 * The leader of {@code epoch} tells a member what comes next in the log.
 *
 * @param previous the position before the first record; equal to the leader's last one if there are none
 * @param commit everything up to here is committed
 * @param proposedClosed the leader will add nothing at or below this number; the member accepts it durably
 * @param closed a majority has accepted this number: with {@code closedAt} applied, a replica may serve it
 * @param closedAt the last position at or below {@code closed}
 */
public record Replicate(
        RangeId range,
        long epoch,
        Position previous,
        List<LogRecord> records,
        Position commit,
        long proposedClosed,
        long closed,
        Position closedAt)
        implements RangeMessage {
    public Replicate {
        records = List.copyOf(records);
    }
}
