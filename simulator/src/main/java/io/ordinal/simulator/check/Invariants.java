package io.ordinal.simulator.check;

import io.ordinal.node.JournalRecord;
import io.ordinal.protocol.Grant;
import io.ordinal.protocol.Heartbeat;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.Replicate;
import io.ordinal.ring.NodeId;
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

    public Invariants(CommittedLogs.Replicas replicas) {
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

    /** A node sends a message. */
    public void sent(NodeId from, Message message) {
        if (message instanceof Grant grant) {
            numbers.issued(grant.term(), grant.first(), grant.count());
        } else if (message instanceof Replicate replicate) {
            leaderships.leads(from, replicate.range(), replicate.epoch());
            logs.closed(replicate.range(), replicate.closed());
        } else if (message instanceof Heartbeat heartbeat) {
            for (Heartbeat.Beat beat : heartbeat.beats()) {
                leaderships.leads(from, beat.range(), beat.epoch());
                logs.closed(beat.range(), beat.closed());
            }
        }
    }

    /** A node appends to its journal. */
    public void appends(NodeId node, SimJournal journal, List<JournalRecord> records, long nowNanos) {
        for (JournalRecord record : records) {
            if (record instanceof JournalRecord.Appended appended) {
                logs.appended(node, appended.range(), appended.record());
                logTimes.appended(appended.range(), appended.record(), nowNanos);
            } else if (record instanceof JournalRecord.Cut cut) {
                RangeLog log = journal.log(cut.range());
                logs.cut(node, cut.range(), log.after(cut.last()));
            }
        }
    }
}
