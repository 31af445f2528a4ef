package io.ordinal.simulator.check;

import io.ordinal.node.JournalRecord;
import io.ordinal.protocol.Grant;
import io.ordinal.protocol.Heartbeat;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.Replicate;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Parent;
import io.ordinal.ring.RangeId;
import io.ordinal.simulator.world.RangeLog;
import io.ordinal.simulator.world.SimJournal;
import java.util.List;

/** What must hold after every event: the shells report what their cores do, before it is done. */
public final class Invariants {
    private final IssuedNumbers numbers = new IssuedNumbers();
    private final Leaderships leaderships = new Leaderships();
    private final Answers answers = new Answers();
    private final LogTimes logTimes = new LogTimes();
    private final CommittedLogs logs;

    /** Who the members of the ranges are, and what is on their disks. */
    public interface Replicas {
        /**
         * Whether the record is durable at a majority of the range's members, or of those that were its members until a
         * change that is not known to be open.
         */
        boolean majorityHoldsDurably(RangeId range, Position position);
    }

    public Invariants(Replicas replicas) {
        this.logs = new CommittedLogs(replicas, answers);
    }

    public Answers answers() {
        return answers;
    }

    public LogTimes logTimes() {
        return logTimes;
    }

    public IssuedNumbers numbers() {
        return numbers;
    }

    public Leaderships leaderships() {
        return leaderships;
    }

    public CommittedLogs logs() {
        return logs;
    }

    /** A sequencer issues numbers. */
    public void granted(Grant grant) {
        numbers.issued(grant.term(), grant.first(), grant.count());
    }

    /** A node sends a message. */
    public void sent(NodeId from, Message message, long nowNanos) {
        if (message instanceof Replicate replicate) {
            leaderships.leads(from, replicate.range(), replicate.epoch(), nowNanos);
            logs.closed(replicate.range(), replicate.closed());
        } else if (message instanceof Heartbeat heartbeat) {
            for (Heartbeat.Beat beat : heartbeat.beats()) {
                leaderships.leads(from, beat.range(), beat.epoch(), nowNanos);
                logs.closed(beat.range(), beat.closed());
            }
        }
    }

    /** A leader decides to append: that, not the appending, is when it uses a number. */
    public void decides(NodeId node, List<JournalRecord> records) {
        for (JournalRecord record : records) {
            if (record instanceof JournalRecord.Appended appended
                    && !(appended.record().payload() instanceof LogRecord.Open)) {
                numbers.used(node, appended.record().position().sequence());
            }
        }
    }

    /** A node appends to its journal. */
    public void appends(NodeId node, SimJournal journal, List<JournalRecord> records, long nowNanos) {
        for (JournalRecord record : records) {
            if (record instanceof JournalRecord.Appended appended) {
                logs.appended(node, appended.range(), appended.record());
                logTimes.appended(appended.range(), appended.record(), nowNanos);
            } else if (record instanceof JournalRecord.Adopted birth) {
                logs.born(birth);
                leaderships.born(
                        birth.range(), birth.parents().stream().map(Parent::id).toList());
                logTimes.begins(birth.range(), birth.logTimeMillis(), nowNanos);
            } else if (record instanceof JournalRecord.Created created) {
                logs.created(created.range(), created.tokens());
            } else if (record instanceof JournalRecord.Cut cut) {
                RangeLog log = journal.log(cut.range());
                logs.cut(node, cut.range(), log.after(cut.last()));
            }
        }
    }
}
