package io.ordinal.node;

import io.ordinal.protocol.FetchLog;
import io.ordinal.protocol.LogPage;
import io.ordinal.protocol.LogRecord;
import io.ordinal.ring.NodeId;
import java.util.List;
import java.util.Optional;

/** Gives a new leader what its log lacks, from memory or else from the journal. */
final class LogPages {
    private LogPages() {}

    /** Answers a page, if the asker's epoch is the one that this member has promised: only then its log stands still. */
    static void serve(DurableRange durable, long promised, NodeId asker, FetchLog fetch, NodeLimits limits, Turn turn) {
        if (fetch.epoch() != promised) {
            return;
        }
        int maxBytes = Math.min(fetch.maxBytes(), limits.messageBytes());
        Optional<List<LogRecord>> held = durable.log().after(fetch.after(), maxBytes);
        if (held.isPresent()) {
            turn.send(asker, new LogPage(durable.range(), fetch.epoch(), fetch.after(), held.get(), false));
            return;
        }
        turn.readLog(durable.range(), fetch.after(), maxBytes, (records, gone) -> {
            boolean none = gone || records.isEmpty();
            turn.send(asker, new LogPage(durable.range(), fetch.epoch(), fetch.after(), records, none));
        });
    }
}
