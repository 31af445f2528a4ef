package io.ordinal.simulator.check;

import io.ordinal.node.JournalRecord;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Position;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Parent;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import io.ordinal.simulator.world.Violation;
import java.util.ArrayList;
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
    private final TreeMap<RangeId, JournalRecord.Adopted> births = new TreeMap<>();
    private final TreeMap<RangeId, TokenRange> tokens = new TreeMap<>();
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

    /** A range came to a node. */
    public void created(RangeId range, TokenRange ofRange) {
        tokens.putIfAbsent(range, ofRange);
    }

    /** A range was made of others: its log begins where theirs ended. */
    public void born(JournalRecord.Adopted birth) {
        births.putIfAbsent(birth.range(), birth);
        created(birth.range(), birth.tokens());
    }

    /** The ranges that a token was in before it came to this one, each behind those that it was made of; at last this one. */
    public List<RangeId> lineage(RangeId range, long token) {
        List<RangeId> lineage = new ArrayList<>();
        JournalRecord.Adopted birth = births.get(range);
        for (Parent parent : birth == null ? List.<Parent>of() : birth.parents()) {
            TokenRange before = tokens.get(parent.id());
            if (before != null && before.contains(token)) {
                lineage.addAll(lineage(parent.id(), token));
            }
        }
        lineage.add(range);
        return lineage;
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
            Position last = log.isEmpty() ? startOf(range) : log.lastKey();
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

    private Position startOf(RangeId range) {
        JournalRecord.Adopted birth = births.get(range);
        return birth == null ? Position.START : birth.start();
    }

    /** How many records are committed, over all ranges. */
    public int size() {
        return committed.values().stream().mapToInt(TreeMap::size).sum();
    }

    /** The committed records of every range that is or was; of one that was made of others, behind its beginning. */
    public Map<RangeId, List<LogRecord>> all() {
        Map<RangeId, List<LogRecord>> all = new TreeMap<>();
        births.forEach((range, birth) -> all.computeIfAbsent(range, any -> new ArrayList<>())
                .add(new LogRecord(birth.start(), Position.START, birth.logTimeMillis(), new LogRecord.Open())));
        committed.forEach((range, log) ->
                all.computeIfAbsent(range, any -> new ArrayList<>()).addAll(log.values()));
        return all;
    }
}
