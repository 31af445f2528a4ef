package io.ordinal.node;

import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Mismatch;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.Promised;
import io.ordinal.protocol.ReplicateAck;
import io.ordinal.ring.Move;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A replica that leads its range in {@link #epoch}: it orders the writes, counts who holds them, and says what is
 * committed. It serves once its {@code Open} is committed and everything before it is in the table.
 */
final class Leading implements Role {
    private final DurableRange durable;
    private final NodeId self;
    private final long epoch;
    private final NodeTimes times;
    private final NodeLimits limits;
    private final Turn turn;
    private final GrantDesk grants;
    private final Flow flow;
    private final Writes writes;
    private final LeaderLease lease;
    private final Closing closing;
    private final Purging purging;
    private final Map<NodeId, FollowerStream> streams = new TreeMap<>();
    private final Position beforeOpen;
    private final Position openAt;
    private final Runnable touch;
    private Quorum quorum;
    private @Nullable Moving moving;
    private @Nullable Sealing sealing;
    private boolean serving;
    private Position applied = Position.START;
    private long wantedClosed;
    private long quorumLostNanos;

    Leading(
            DurableRange durable,
            NodeId self,
            TakingOver won,
            Quorum quorum,
            RangeAssignment assignment,
            NodeTimes times,
            NodeLimits limits,
            Turn turn,
            GrantDesk grants,
            Flow flow,
            RetryMemory retries,
            LeaderLease lease,
            Runnable touch) {
        this.touch = touch;
        this.durable = durable;
        this.self = self;
        this.epoch = won.epoch();
        this.quorum = quorum;
        this.times = times;
        this.limits = limits;
        this.turn = turn;
        this.grants = grants;
        this.flow = flow;
        this.writes = new Writes(durable, retries, grants, turn, this);
        this.purging = new Purging(durable, grants, turn, this);
        this.lease = lease;
        this.quorumLostNanos = turn.nowNanos();
        this.beforeOpen = durable.log().last();
        this.openAt = new Position(epoch, beforeOpen.sequence());
        this.closing = new Closing(won.closedFloor(), openAt);
        note(new LogRecord(
                openAt,
                beforeOpen,
                Math.max(durable.log().lastLogTimeMillis(), turn.wallMillis()),
                new LogRecord.Open()));
        assigned(quorum, assignment);
        for (Map.Entry<NodeId, Promised> promise : won.promises().entrySet()) {
            FollowerStream stream = streams.get(promise.getKey());
            if (stream != null) {
                stream.startFrom(promise.getValue().last(), promise.getValue().history());
            }
        }
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public String shown() {
        return "leader";
    }

    @Override
    public NodeId leader() {
        return self;
    }

    Writes writes() {
        return writes;
    }

    Closing closing() {
        return closing;
    }

    boolean isServing() {
        return serving;
    }

    /** Whether this leadership has ended: nothing may be appended in its epoch any more. */
    boolean isOver() {
        return writes.isClosed();
    }

    /** Whether nothing may be appended any more: the leadership is over, or the log sealed. */
    boolean addsNothing() {
        return isOver() || isSealed();
    }

    /** Whether the log has ended, since other ranges are to be made of this one. */
    boolean isSealed() {
        return sealing != null && sealing.isSealed();
    }

    /** The log has ended: whoever has no number yet is sent to wait for what comes after. */
    void sealed() {
        writes.seal(new NotServed(
                NotServed.Reason.TAKING_OVER, 0, 0, "the range is being split or merged; it serves in a moment", self));
    }

    /** Where the log ends, if it is sealed and every member has it to its end. */
    Optional<Position> sealedAt() {
        return sealing == null
                ? Optional.empty()
                : sealing.completeAt(durable.commit(), applied, passedByAll(durable.forced()));
    }

    /** The leadership is over: nothing is appended or sent in its epoch any more. */
    void end(NotServed notRun) {
        writes.close(notRun);
        streams.values().forEach(FollowerStream::end);
    }

    /** A member takes a copy of the range from this node. */
    void copyAsked(NodeId by) {
        FollowerStream stream = streams.get(by);
        if (stream != null) {
            stream.copyAsked();
        }
    }

    /**
     * Tombstones up to here may go: each member's log holds them, and the table. At {@link Position#START} none may:
     * while this node cannot be sure to lead, while members change, and while a copy of the range is under way, since
     * what a copy brings from before a deletion must find the tombstone there.
     */
    Position tombstonesMayGo() {
        boolean copyIsUnderWay = quorum.isJoint() || streams.values().stream().anyMatch(FollowerStream::mayBeCopying);
        if (!serving || !isLeased() || isOver() || copyIsUnderWay || !grants.takesHousekeeping()) {
            return Position.START;
        }
        return Position.min(passedByAll(durable.forced()), applied);
    }

    /** Numbers at or below are not assigned any more. */
    long assignedFloor() {
        return Math.max(durable.log().last().sequence(), closing.proposed());
    }

    /**
     * The map says something new within this epoch: the previous members are out of it, or a move began or ended, or the
     * range is to be split or merged. The target of a move gets the log as the members do, and counts in nothing.
     */
    void assigned(Quorum now, RangeAssignment assignment) {
        quorum = now;
        Move move = assignment.move();
        if (assignment.reshape() != null && sealing == null) {
            sealing = new Sealing(grants, turn, this);
        }
        TreeSet<NodeId> followers = new TreeSet<>(now.everybody());
        if (move != null) {
            followers.add(move.target().node());
        }
        followers.remove(self);
        for (NodeId node : followers) {
            streams.computeIfAbsent(
                    node,
                    peer -> new FollowerStream(peer, epoch, durable, times, limits, turn, flow.windowTo(peer), touch));
        }
        streams.values().removeIf(stream -> {
            boolean isOut = !followers.contains(stream.follower());
            if (isOut) {
                stream.end();
            }
            return isOut;
        });
        if (moving == null || !Objects.equals(moving.move(), move)) {
            moving = move == null ? null : movingBy(move);
        }
    }

    private Moving movingBy(Move move) {
        FollowerStream toTarget =
                Objects.requireNonNull(streams.get(move.target().node()));
        return new Moving(move, durable, grants, turn, this, toTarget);
    }

    /** Who takes the log from this leader, with a vote or without. */
    Set<NodeId> followers() {
        return streams.keySet();
    }

    /** What this node knows of the move of its range, if one is under way. */
    Optional<Moving> moving() {
        return Optional.ofNullable(moving);
    }

    Quorum quorum() {
        return quorum;
    }

    LogRecord append(long number, long logTimeMillis, LogRecord.Payload payload) {
        touch.run();
        LogRecord record =
                new LogRecord(new Position(epoch, number), durable.log().last(), logTimeMillis, payload);
        note(record);
        purging.appended(record);
        return record;
    }

    /** Appends a record of the leader's own, now. */
    LogRecord append(long number, LogRecord.Payload payload) {
        return append(number, Math.max(durable.log().lastLogTimeMillis(), turn.wallMillis()), payload);
    }

    /** Something waits to be answered: whatever is applied already is answered when the turn ends. */
    void touched() {
        touch.run();
    }

    void acknowledged(NodeId from, ReplicateAck ack) {
        FollowerStream stream = streams.get(from);
        if (stream != null) {
            stream.acknowledged(ack.durable(), ack.acceptedClosed());
            closing.accepted(from, ack.acceptedClosed());
        }
    }

    void mismatched(NodeId from, Mismatch mismatch) {
        FollowerStream stream = streams.get(from);
        if (stream != null) {
            stream.mismatched(mismatch.last(), mismatch.history());
        }
    }

    void renewed(NodeId from, long sentNanos) {
        lease.renewed(from, sentNanos);
    }

    long leaseEndNanos() {
        return lease.endNanos(quorum, turn.nowNanos());
    }

    boolean isLeased() {
        return turn.nowNanos() < leaseEndNanos();
    }

    /**
     * Raises the commit to what a majority holds. Records of older epochs count only together with this epoch's
     * {@code Open}, which lies behind them.
     *
     * @return whether the range begins to serve by it: the {@code Open} is committed, and everything before it applied
     */
    boolean advance(Position forced, Position appliedUpTo) {
        applied = appliedUpTo;
        Position held = quorum.reached(node -> node.equals(self) ? forced : matchedOf(node));
        if (!openAt.isAfter(held) && held.isAfter(durable.commit())) {
            durable.apply(new JournalRecord.Committed(durable.range(), held));
        }
        return beginsToServe();
    }

    /** The table has reached {@code upTo}. Returns true if the range begins to serve by it. */
    boolean applied(Position upTo, long mapVersion) {
        applied = upTo;
        boolean begins = beginsToServe();
        writes.applied(upTo, isLeased(), mapVersion);
        return begins;
    }

    /** An {@code Open} changes nothing in the table: that it is committed is enough, and nobody waits for the table. */
    private boolean beginsToServe() {
        boolean begins = !serving
                && !openAt.isAfter(durable.commit())
                && !beforeOpen.isAfter(applied)
                && applied.isAfter(Position.START); // a table without a word about the range can answer no read
        serving |= begins;
        return begins;
    }

    /** An idle range is asked to close at {@code sequence}: it does once that number is known to be issued. */
    void close(long sequence) {
        wantedClosed = Math.max(wantedClosed, sequence);
        touch.run();
    }

    private void closeIfIssued() {
        long issued = grants.highestIssued();
        if (serving
                && !addsNothing()
                && wantedClosed > closing.proposed()
                && wantedClosed <= issued
                && issued >= assignedFloor()) {
            closing.propose(issued, durable.log().last());
            JournalRecord.Closed fact = new JournalRecord.Closed(durable.range(), epoch, issued);
            durable.apply(fact);
            turn.append(fact);
            turn.whenDurable(() -> {
                closing.accepted(self, issued);
                touch.run();
            });
        }
    }

    void tick(long mapVersion) {
        if (isLeased()) {
            quorumLostNanos = turn.nowNanos();
        } else if (hasLostQuorum()) {
            writes.giveUpWaiting(turn.nowNanos() - times.refuseNanos(), mapVersion);
        }
        closeIfIssued();
        if (sealing != null && serving) {
            sealing.tick();
        }
        if (!addsNothing()) {
            purging.tick(applied);
        }
        if (moving != null && serving) {
            moving.tick();
        }
        for (FollowerStream stream : streams.values()) {
            stream.pump(closing);
        }
    }

    /** Whether the members have not answered for so long that writes are better refused than kept waiting. */
    boolean hasLostQuorum() {
        return turn.nowNanos() - quorumLostNanos > times.refuseNanos();
    }

    /** The members that hold everything committed. */
    List<NodeId> level() {
        return quorum.everybody().stream()
                .filter(node -> node.equals(self) || !durable.commit().isAfter(matchedOf(node)))
                .toList();
    }

    /** Every member holds the log up to here. */
    Position passedByAll(Position forced) {
        Position passed = forced;
        for (FollowerStream stream : streams.values()) {
            passed = Position.min(passed, stream.matched());
        }
        return passed;
    }

    private Position matchedOf(NodeId node) {
        FollowerStream stream = streams.get(node);
        return stream == null ? Position.START : stream.matched();
    }

    private void note(LogRecord record) {
        JournalRecord.Appended fact = new JournalRecord.Appended(durable.range(), record);
        durable.apply(fact);
        turn.append(fact);
    }
}
