package io.ordinal.simulator.check;

import io.ordinal.protocol.LogRecord;
import io.ordinal.ring.RangeId;
import java.util.TreeMap;

/** When each range's log time was first as high as it was, by what was appended anywhere. */
public final class LogTimes {
    private final TreeMap<RangeId, TreeMap<Long, Long>> firstNanos = new TreeMap<>();

    /** Some node appends a record, in the virtual time that all share. */
    void appended(RangeId range, LogRecord record, long nowNanos) {
        begins(range, record.logTimeMillis(), nowNanos);
    }

    /** Some node takes a range for one whose log has come to that time. */
    void begins(RangeId range, long logTimeMillis, long nowNanos) {
        firstNanos.computeIfAbsent(range, any -> new TreeMap<>()).putIfAbsent(logTimeMillis, nowNanos);
    }

    /** Before this moment nobody can have seen an entry of the range as expired that expires then. */
    public long reachedNanos(RangeId range, long expiresAtMillis) {
        return firstNanos.getOrDefault(range, new TreeMap<>()).tailMap(expiresAtMillis).values().stream()
                .mapToLong(Long::longValue)
                .min()
                .orElse(Call.NEVER);
    }
}
