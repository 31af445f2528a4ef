package io.ordinal.simulator.check;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.RequestId;
import io.ordinal.protocol.WriteReply;
import io.ordinal.simulator.world.Violation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A request runs once: it has one record in all committed logs, whoever asked how often, and its answer names that. */
public final class Answers {
    private final Map<RequestId, LogRecord> committed = new HashMap<>();
    private final Set<RequestId> answered = new HashSet<>();

    /** A record is committed. */
    void committed(LogRecord record) {
        RequestId request = null;
        if (record.payload() instanceof LogRecord.Write write) {
            request = write.request();
        } else if (record.payload() instanceof LogRecord.Refused refused) {
            request = refused.request();
        }
        LogRecord other = request == null ? null : committed.put(request, record);
        Violation.unless(other == null, () -> "one request ran twice: " + other + " and " + record);
    }

    /** A node answers a write. Returns whether this request was answered for good before. */
    public boolean answered(RequestId request, ClientReply reply) {
        if (reply instanceof WriteReply.Applied applied) {
            LogRecord record = committed.get(request);
            Violation.unless(
                    record != null
                            && record.payload() instanceof LogRecord.Write
                            && record.position().sequence() == applied.sequence(),
                    () -> request + " is answered with " + applied + ", but what is committed is " + record);
        } else if (!(reply instanceof WriteReply.Rejected)) {
            return false;
        }
        return !answered.add(request);
    }
}
