package io.ordinal.protocol;

import io.ordinal.ring.RangeId;
import java.util.List;

/**
 * Records that follow {@code after} without a gap.
 *
 * @param gone true if the journal no longer holds what follows {@code after}: only a copy helps
 */
public record LogPage(RangeId range, long epoch, Position after, List<LogRecord> records, boolean gone)
        implements RangeMessage {
    public LogPage {
        records = List.copyOf(records);
    }
}
