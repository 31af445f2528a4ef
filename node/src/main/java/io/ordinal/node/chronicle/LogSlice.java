package io.ordinal.node.chronicle;

import io.ordinal.protocol.LogRecord;
import java.util.List;

/**
 * A part of a range's log.
 *
 * @param records without a gap, in the order of the chain
 * @param gone true if what was asked for is not in the journal: it was trimmed, cut, or never there
 */
public record LogSlice(List<LogRecord> records, boolean gone) {
    static final LogSlice GONE = new LogSlice(List.of(), true);

    public LogSlice {
        records = List.copyOf(records);
    }
}
