package io.ordinal.simulator.check;

import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Position;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import io.ordinal.simulator.world.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The one log of each range that the cluster has committed, learned from what nodes apply: all apply the same, nobody
 * cuts it, its records are durable at a majority, and nothing is added at or below a closed number.
 */
public final class CommittedLogs {
    private final Invariants.Replicas replicas;
    private final TreeMap<RangeId, TreeMap<Position, LogRecord>> committed = new TreeMap<>();
    private final TreeMap<RangeId, TreeSet<Position>> written = new TreeMap<>();
    private final Answers answers;
    private final TreeMap<RangeId, Long> closed = new TreeMap<>();

    public CommittedLogs(Invariants.Replicas replicas, Answers answers) {
        this.replicas = replicas;
        this.answers = answers;
    }

    /** A leader says that nothing will be added at or below {@code sequence} any more. */
    public void closed(RangeId range, long sequence) {
        closed.merge(range, sequence, Math::max);
    }

    /** A record was appended to some journal. */
    public void appended(NodeId node, RangeId range, LogRecord record) {
        boolean isNew = written.computeIfAbsent(range, any -> new TreeSet<>()).add(record.position());
        if (isNew && !(record.payload() instanceof LogRecord.Open)) {
            long closedAt = closed.getOrDefault(range, 0L);
            Violation.unless(
                    record.position().sequence() > closedAt,
                    () -> node + " added " + record + " to " + range + ", which is closed at #" + closedAt);
        }
    }

    /** A node cuts these records off the end of its log. */
    public void cut(NodeId node, RangeId range, List<LogRecord> records) {
        TreeMap<Position, LogRecord> log = committed.getOrDefault(range, new TreeMap<>());
        for (LogRecord record : records) {
            Violation.unless(
                    !log.containsKey(record.position()),
                    () -> node + " cuts " + record + " of " + range + ", which is committed");
        }
    }

    /** A node applies these records of its log to its table. */
    public void applied(NodeId node, RangeId range, List<LogRecord> records) {
        TreeMap<Position, LogRecord> log = committed.computeIfAbsent(range, any -> new TreeMap<>());
        for (LogRecord record : records) {
            LogRecord known = log.get(record.position());
            if (known != null) {
                Violation.unless(
                        known.equals(record),
                        () -> node + " applies " + record + " to " + range + ", others applied " + known);
                continue;
            }
            Position last = log.isEmpty() ? Position.START : log.lastKey();
            Violation.unless(
                    record.previous().equals(last),
                    () -> node + " applies " + record + " to " + range + ", whose committed log ends at " + last);
            Violation.unless(
                    replicas.majorityHoldsDurably(range, record.position()),
                    () -> node + " applies " + record + " of " + range + " before a majority has it on disk");
            Violation.unless(
                    log.isEmpty() || log.lastEntry().getValue().logTimeMillis() <= record.logTimeMillis(),
                    () -> node + " applies " + record + " to " + range + ", whose log time was higher before");
            log.put(record.position(), record);
            answers.committed(record);
        }
    }

    /** How many records are committed, over all ranges. */
    public int size() {
        return committed.values().stream().mapToInt(TreeMap::size).sum();
    }

    /** The numbers of all committed writes of a range, in the order of its log. */
    public List<LogRecord> log(RangeId range) {
        return List.copyOf(committed.getOrDefault(range, new TreeMap<>()).values());
    }

    /** All committed records of all ranges. */
    public Map<RangeId, List<LogRecord>> all() {
        Map<RangeId, List<LogRecord>> all = new LinkedHashMap<>();
        committed.forEach((range, log) -> all.put(range, List.copyOf(log.values())));
        return all;
    }
}
