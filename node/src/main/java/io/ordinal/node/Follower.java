package io.ordinal.node;

import io.ordinal.protocol.Heartbeat;
import io.ordinal.protocol.LogPage;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Mismatch;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.Replicate;
import io.ordinal.protocol.StaleEpoch;
import io.ordinal.ring.NodeId;
import java.util.List;

/** What a replica does with the word of a leader: it takes the log, what is committed, and what is closed. */
final class Follower {
    private final DurableRange durable;
    private final Roles roles;
    private final Voter voter;
    private final LocalReaders readers;
    private final Applier applier;
    private final Copying copying;
    private final Turn turn;
    private final Flow flow;
    private Position passed = Position.START;
    private long heardNanos;

    /** Records were dropped for want of room: the leader is told when there is some. */
    private boolean hasDropped;

    Follower(
            DurableRange durable,
            Roles roles,
            Voter voter,
            LocalReaders readers,
            Applier applier,
            Copying copying,
            Turn turn,
            Flow flow) {
        this.durable = durable;
        this.roles = roles;
        this.voter = voter;
        this.readers = readers;
        this.applier = applier;
        this.copying = copying;
        this.turn = turn;
        this.flow = flow;
        this.heardNanos = turn.nowNanos();
    }

    /** Whether this replica follows, and no leader has been heard for so long. */
    boolean isLeaderless(long forNanos) {
        return roles.role() instanceof Following && turn.nowNanos() - heardNanos > forNanos;
    }

    /** Whether the epoch that this replica follows is known to be open. */
    boolean hasServingLeader() {
        return roles.role() instanceof Following following
                && following.leader() != null
                && durable.commit().epoch() >= following.epoch();
    }

    /** Every member is known to hold the log up to here. */
    Position passed() {
        return passed;
    }

    /** One range of a heartbeat, by a leader who got its lease or did not. Returns whether it was news of this log. */
    boolean beat(NodeId from, Heartbeat.Beat beat) {
        if (!(roles.role() instanceof Following following)) {
            return false;
        }
        if (following.epoch() < beat.epoch() && beat.epoch() >= voter.highestAsked()) {
            follow(from, beat.epoch()); // heartbeats come from who has opened the epoch, and from nobody else
        }
        if (!(roles.role() instanceof Following now) || now.epoch() != beat.epoch()) {
            return false;
        }
        if (!now.hasAgreed() && !durable.copying()) {
            // The leader may think that all is acknowledged, while this node has restarted since.
            sayWhatIsHere(from, beat.epoch());
        }
        heardNanos = turn.nowNanos();
        passed = Position.max(passed, beat.passed());
        commitUpTo(now, beat.commit());
        closed(beat.closed(), beat.closedAt());
        return true;
    }

    void replicate(NodeId from, Replicate message) {
        if (message.epoch() < voter.highestAsked()) {
            turn.send(from, new StaleEpoch(durable.range(), message.epoch(), voter.highestAsked()));
            return;
        }
        Role role = roles.role();
        if (!(role instanceof Following now) || now.epoch() != message.epoch()) {
            if (role.epoch() >= message.epoch()) {
                return;
            }
            follow(from, message.epoch());
        }
        if (!(roles.role() instanceof Following following) || durable.copying()) {
            return;
        }
        if (!flow.takesRecords() && bringsRecords(message)) {
            hasDropped = true;
            return;
        }
        long rewrites = durable.rewrites();
        Position before = durable.log().last();
        if (!following.take(from, message)) {
            return;
        }
        boolean news =
                rewrites != durable.rewrites() || !before.equals(durable.log().last());
        if (message.proposedClosed() > durable.acceptedClosed() || durable.closedEpoch() < message.epoch()) {
            news |= acceptClosed(message);
        }
        commitUpTo(following, message.commit());
        closed(message.closed(), message.closedAt());
        if (!news) {
            following.acknowledge(durable.forced());
        }
    }

    /** What is here already is acknowledged again at any time. */
    private boolean bringsRecords(Replicate message) {
        List<LogRecord> records = message.records();
        return !records.isEmpty()
                && records.get(records.size() - 1)
                        .position()
                        .isAfter(durable.log().last());
    }

    private void follow(NodeId leader, long epoch) {
        roles.stepDown(epoch, leader);
        voter.follow(leader, epoch);
        roles.follow(epoch, leader);
    }

    /** Tells the readers what is closed. */
    void closed(long sequence, Position at) {
        if (readers.closed(sequence, at)) {
            roles.publish();
            readers.applied(applier.applied());
        }
    }

    /** The leader has no such page any more: a copy is taken from it. */
    void logIsGone(NodeId from, LogPage page) {
        if (roles.role() instanceof Following following
                && following.epoch() == page.epoch()
                && !following.matched().isAfter(page.after())) {
            // A page that was overtaken by the records it denies must not undo what was acknowledged since.
            copyFrom(from, page.epoch());
        }
    }

    void tick() {
        if (!(roles.role() instanceof Following following)) {
            return;
        }
        if (durable.copying() && following.leader() != null) {
            copyFrom(following.leader(), following.epoch());
        }
        following.noteLevel();
        NodeId leader = following.leader();
        if (hasDropped && leader != null && flow.takesRecords() && !durable.copying()) {
            hasDropped = false;
            sayWhatIsHere(leader, following.epoch());
        }
    }

    void copyFrom(NodeId source, long epoch) {
        roles.revoke();
        copying.from(source, epoch);
    }

    void sayWhatIsHere(NodeId leader, long epoch) {
        turn.send(
                leader,
                new Mismatch(
                        durable.range(),
                        epoch,
                        durable.log().last(),
                        durable.commit(),
                        durable.history().starts()));
    }

    private boolean acceptClosed(Replicate message) {
        if (message.proposedClosed() == 0) {
            return false;
        }
        JournalRecord.Closed fact =
                new JournalRecord.Closed(durable.range(), message.epoch(), message.proposedClosed());
        durable.apply(fact);
        turn.append(fact);
        return true;
    }

    private void commitUpTo(Following following, Position commit) {
        Position upTo = Position.min(commit, following.matched());
        if (upTo.isAfter(durable.commit())) {
            durable.apply(new JournalRecord.Committed(durable.range(), upTo));
        }
    }
}
