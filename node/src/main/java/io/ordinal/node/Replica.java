package io.ordinal.node;

import io.ordinal.protocol.CloseRequest;
import io.ordinal.protocol.CopyPage;
import io.ordinal.protocol.FetchCopy;
import io.ordinal.protocol.FetchLog;
import io.ordinal.protocol.Heartbeat;
import io.ordinal.protocol.LogPage;
import io.ordinal.protocol.Mismatch;
import io.ordinal.protocol.NewEpoch;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.Promised;
import io.ordinal.protocol.RangeMessage;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.protocol.ReleaseLease;
import io.ordinal.protocol.Replicate;
import io.ordinal.protocol.ReplicateAck;
import io.ordinal.protocol.StaleEpoch;
import io.ordinal.protocol.StatusReply.RangeStatus;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One range on this node: its durable state, its vote, and the role it plays.
 *
 * <p>The role changes here alone. Legal transitions:
 *
 * <pre>
 *   Following(e)  -> Following(e')   records of a higher epoch came, or it was promised
 *   Following(e)  -> TakingOver(e')  the map names this node leader of e', and nothing as high was promised before
 *   TakingOver(e) -> Leading(e)      a majority has promised and the log is as long as the longest of theirs
 *   TakingOver(e) -> Following(e')   a higher epoch was asked for, or the map names another leader
 *   Leading(e)    -> Following(e')   the same; the permit to read is revoked first, the lease released after
 *   Leading(e)    -> TakingOver(e')  the map gives this node a higher epoch
 * </pre>
 *
 * A restarted node never goes on leading in an epoch it led before: records of it may be out that it has forgotten.
 */
final class Replica {
    private final DurableRange durable;
    private final NodeId self;
    private final NodeTimes times;
    private final NodeLimits limits;
    private final Turn turn;
    private final GrantDesk grants;
    private final RetryMemory retries;
    private final Voter voter;
    private final Applier applier;
    private final LocalReaders readers;
    private final Permits permits;
    private final long startNanos;

    private RangeAssignment assignment;
    private long mapVersion;
    private Role role;
    private Position journalledCommit;
    private Position passed = Position.START;
    private final Copying copying;
    private boolean touched;
    private final List<Replica> touchedReplicas;

    Replica(
            DurableRange durable,
            RangeAssignment assignment,
            NodeId self,
            NodeTimes times,
            NodeLimits limits,
            Turn turn,
            GrantDesk grants,
            RetryMemory retries,
            Position appliedInTable,
            long startNanos,
            List<Replica> touchedReplicas) {
        this.touchedReplicas = touchedReplicas;
        this.durable = durable;
        this.assignment = assignment;
        this.self = self;
        this.times = times;
        this.limits = limits;
        this.turn = turn;
        this.grants = grants;
        this.retries = retries;
        this.startNanos = startNanos;
        this.voter = new Voter(durable, self, times, turn, startNanos, this::promisedBySelf);
        this.applier = new Applier(durable, retries, turn, appliedInTable);
        this.readers = new LocalReaders(durable.range(), turn);
        this.copying = new Copying(durable, retries, applier, times, limits, turn, this::copied);
        this.permits = new Permits(durable, turn);
        this.role = new Following(durable, turn, 0, null);
        this.journalledCommit = durable.commit();
    }

    RangeId range() {
        return durable.range();
    }

    DurableRange durable() {
        return durable;
    }

    RangeAssignment assignment() {
        return assignment;
    }

    Role role() {
        return role;
    }

    /** The leadership of this node in this range, if it has one. */
    Optional<Leading> leading() {
        return role instanceof Leading leading ? Optional.of(leading) : Optional.empty();
    }

    /** Whether this node leads the range, or is to, and too few of its members have answered for too long. */
    boolean hasNoQuorum() {
        return role instanceof Leading leading
                ? leading.hasLostQuorum()
                : role instanceof TakingOver takingOver && takingOver.hasFoundNoQuorum();
    }

    /** Every member is known to hold the log up to here. */
    Position passed() {
        return role instanceof Leading leading ? leading.passedByAll(durable.forced()) : passed;
    }

    RangeStatus status() {
        return new RangeStatus(
                durable.range(), role.shown(), role.epoch(), durable.log().last(), durable.commit(), applier.applied());
    }

    /** Whether the map wants this node to lead in an epoch that it cannot lead in. */
    boolean wantsHigherEpoch() {
        boolean isLeader = assignment
                .leaderIfAny()
                .filter(leader -> leader.node().equals(self))
                .isPresent();
        return isLeader && (role instanceof Following || role.epoch() != assignment.epoch());
    }

    /** Sees to it that {@link #tick} ends this turn for the range, too, and not only the next timer. */
    private void touch() {
        if (!touched) {
            touched = true;
            touchedReplicas.add(this);
        }
    }

    /** The map says something new about the range. */
    void assigned(RangeAssignment now, long newMapVersion) {
        touch();
        mapVersion = newMapVersion;
        assignment = now;
        boolean isLeader =
                now.leaderIfAny().filter(leader -> leader.node().equals(self)).isPresent();
        if (role instanceof Leading leading && now.epoch() == leading.epoch()) {
            leading.members(new Quorum(now));
        } else if (now.epoch() > role.epoch() && isLeader && now.epoch() > voter.highestAsked()) {
            stepDown(now.epoch());
            role = new TakingOver(durable, self, now.epoch(), new Quorum(now), times, limits, turn);
        } else if (now.epoch() > role.epoch() && !isLeader && !(role instanceof Following)) {
            stepDown(now.epoch());
            follow(0, null);
        }
        publish();
    }

    void received(NodeId from, RangeMessage message) {
        touch();
        if (message instanceof Replicate replicate) {
            replicate(from, replicate);
        } else if (message instanceof ReplicateAck ack) {
            leadingIn(ack.epoch()).ifPresent(leading -> leading.acknowledged(from, ack));
        } else if (message instanceof Mismatch mismatch) {
            leadingIn(mismatch.epoch()).ifPresent(leading -> leading.mismatched(from, mismatch));
        } else if (message instanceof NewEpoch newEpoch) {
            asked(from, newEpoch.epoch());
        } else if (message instanceof Promised promised) {
            promisedBy(from, promised);
        } else if (message instanceof StaleEpoch stale) {
            superseded(stale);
        } else if (message instanceof FetchLog fetch) {
            LogPages.serve(durable, voter.highestAsked(), from, fetch, limits, turn);
        } else if (message instanceof LogPage page) {
            logPage(from, page);
        } else if (message instanceof FetchCopy fetch) {
            leadingIn(fetch.epoch()).ifPresent(leading -> leading.copyAsked(from));
            CopyIn.serve(durable, from, fetch, limits, turn);
        } else if (message instanceof CopyPage page) {
            copyPage(from, page);
        } else if (message instanceof ReleaseLease release) {
            voter.released(release.epoch());
        } else if (message instanceof CloseRequest close) {
            leadingIn(close.epoch()).ifPresent(leading -> leading.close(close.sequence()));
        }
    }

    /** One range of a heartbeat. Returns whether the lease is renewed. */
    boolean beat(NodeId from, Heartbeat.Beat beat) {
        boolean renewed = voter.renew(from, beat.epoch());
        if (role instanceof Following following
                && following.epoch() < beat.epoch()
                && beat.epoch() >= voter.highestAsked()) {
            // The leader may think that all is acknowledged, while this node has restarted since and knows of no
            // leader.
            sayWhatIsHere(from, beat.epoch());
        }
        if (role instanceof Following following && following.epoch() == beat.epoch()) {
            touch();
            passed = Position.max(passed, beat.passed());
            commitUpTo(following, beat.commit());
            closed(beat.closed(), beat.closedAt());
        }
        return renewed;
    }

    /** A member renewed the lease that was asked for at {@code sentNanos}. */
    void renewed(NodeId from, long epoch, long sentNanos) {
        leadingIn(epoch).ifPresent(leading -> {
            leading.renewed(from, sentNanos);
            publish();
        });
    }

    long highestAsked() {
        return voter.highestAsked();
    }

    void peerLost(NodeId peer) {
        if (role instanceof TakingOver takingOver) {
            takingOver.lost(peer);
        }
        copying.lost(peer);
    }

    /** A read waits until this replica has reached {@code sequence}. */
    void awaitReached(ReplyTo to, ReadRequest request, long sequence) {
        readers.await(to, request, sequence, applier.applied());
        askToClose(sequence);
    }

    /** The range may be idle; the message, or the leader it goes to, may be lost, so it is sent while readers wait. */
    private void askToClose(long sequence) {
        NodeId leader = role.leader();
        if (sequence == 0) {
            return;
        }
        if (role instanceof Leading leading) {
            leading.close(sequence);
        } else if (leader != null && !leader.equals(self)) {
            turn.send(leader, new CloseRequest(durable.range(), role.epoch(), sequence));
        }
    }

    void tick() {
        touched = false;
        voter.tick();
        readers.tick();
        askToClose(readers.unreached(times.sequencerPollNanos()));
        if (role instanceof TakingOver takingOver) {
            takingOver.tick(voter);
            NodeId source = takingOver.wantsCopyFrom();
            if (source != null) {
                copyFrom(source, takingOver.epoch());
            } else {
                copying.giveUp();
            }
            if (!durable.copying() && takingOver.isComplete()) {
                lead(takingOver);
            }
        } else if (role instanceof Following following && durable.copying() && following.leader() != null) {
            copyFrom(following.leader(), following.epoch());
        }
        copying.tick();
        if (role instanceof Leading leading) {
            leading.tick(mapVersion);
        }
        advance();
        noteForced();
    }

    /** The leadership ends in good order, as the node leaves. */
    void shutDown() {
        stepDown(Long.MAX_VALUE);
        follow(0, null);
        if (durable.commit().isAfter(journalledCommit)) {
            turn.append(new JournalRecord.Committed(durable.range(), durable.commit()));
        }
        permits.revoke();
    }

    // ---- following

    private void replicate(NodeId from, Replicate message) {
        if (message.epoch() < voter.highestAsked()) {
            turn.send(from, new StaleEpoch(durable.range(), message.epoch(), voter.highestAsked()));
            return;
        }
        if (!(role instanceof Following following) || following.epoch() != message.epoch()) {
            if (role.epoch() >= message.epoch()) {
                return;
            }
            stepDown(message.epoch());
            voter.follow(from, message.epoch());
            follow(message.epoch(), from);
        }
        if (!(role instanceof Following following) || durable.copying()) {
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

    private void closed(long sequence, Position at) {
        if (readers.closed(sequence, at)) {
            publish();
            readers.applied(applier.applied());
        }
    }

    private void follow(long epoch, @Nullable NodeId leader) {
        role = new Following(durable, turn, epoch, leader);
        copying.giveUp();
        publish();
    }

    // ---- voting and taking over

    private void asked(NodeId from, long epoch) {
        if (epoch > role.epoch() && !(role instanceof Following)) {
            stepDown(epoch);
            follow(0, null);
        }
        voter.ask(from, epoch);
    }

    private void promisedBySelf(Promised promised) {
        promisedBy(self, promised);
    }

    private void promisedBy(NodeId from, Promised promised) {
        touch();
        if (role instanceof TakingOver takingOver && takingOver.epoch() == promised.epoch()) {
            takingOver.promised(from, promised);
        }
    }

    /** A member has gone on to a higher epoch. */
    void superseded(StaleEpoch stale) {
        if (stale.refused() == role.epoch() && stale.promised() > role.epoch() && !(role instanceof Following)) {
            stepDown(stale.promised());
            follow(0, null);
        }
    }

    private void logPage(NodeId from, LogPage page) {
        if (role instanceof TakingOver takingOver && takingOver.epoch() == page.epoch()) {
            takingOver.fetched(from, page);
        } else if (page.gone()
                && role instanceof Following following
                && following.epoch() == page.epoch()
                && !following.matched().isAfter(page.after())) {
            // A page that was overtaken by the records it denies must not undo what was acknowledged since.
            copyFrom(from, page.epoch());
        }
    }

    private void copyPage(NodeId from, CopyPage page) {
        copying.take(from, page);
        if (role instanceof TakingOver takingOver) {
            takingOver.heard(from);
        }
    }

    private void copyFrom(NodeId source, long epoch) {
        permits.revoke();
        copying.from(source, epoch);
    }

    private void copied(long epoch) {
        touch();
        durable.forced(durable.log().last(), durable.rewrites());
        if (role.epoch() == epoch && role instanceof TakingOver takingOver) {
            takingOver.copied();
        } else if (role instanceof Following following && following.leader() != null) {
            sayWhatIsHere(following.leader(), following.epoch());
        }
        publish();
    }

    private void sayWhatIsHere(NodeId leader, long epoch) {
        turn.send(
                leader,
                new Mismatch(
                        durable.range(),
                        epoch,
                        durable.log().last(),
                        durable.commit(),
                        durable.history().starts()));
    }

    // ---- leading

    private void lead(TakingOver won) {
        role = new Leading(
                durable,
                self,
                won,
                new Quorum(assignment),
                times,
                limits,
                turn,
                grants,
                retries,
                new LeaderLease(self, times, startNanos),
                this::touch);
    }

    /** Ends a leadership, or the attempt at one: first nothing is read or written any more, then the lease is released. */
    private void stepDown(long toEpoch) {
        Role ended = role;
        if (!(ended instanceof Leading leading)) {
            return;
        }
        Invariant.holds(toEpoch > ended.epoch(), "a leadership ends for a higher epoch", toEpoch, ended.epoch());
        permits.revoke();
        leading.writes().close(takingOver("the leadership of the range moved on"));
        for (NodeId member : leading.quorum().everybody()) {
            if (!member.equals(self)) {
                turn.send(member, new ReleaseLease(durable.range(), ended.epoch()));
            }
        }
        role = new Following(durable, turn, 0, null);
    }

    NotServed takingOver(String why) {
        return new NotServed(NotServed.Reason.TAKING_OVER, mapVersion, 50, why);
    }

    private Optional<Leading> leadingIn(long epoch) {
        return leading().filter(leading -> leading.epoch() == epoch);
    }

    // ---- progress

    /** Raises commit, hands out what may be applied, and lets the range serve when it may. */
    private void advance() {
        if (role instanceof Leading leading) {
            leading.advance(durable.forced());
            if (leading.closing().advance(leading.quorum())) {
                closed(leading.closing().inForce(), leading.closing().inForceAt());
            }
        }
        applier.apply(durable.forced(), this::applied);
        if (role instanceof Leading leading && leading.writes().isAnswerable(applier.applied())) {
            leading.applied(applier.applied(), mapVersion);
        }
        durable.log().trim(Position.min(applier.applied(), durable.forced()), limits.tailBytes());
    }

    private void applied() {
        touch();
        if (role instanceof Leading leading && leading.applied(applier.applied(), mapVersion)) {
            publish();
        }
        readers.applied(applier.applied());
    }

    /** Learns, once the turn's append is durable, how far the own log is forced. */
    private void noteForced() {
        if (!durable.takeTouched()) {
            return;
        }
        if (durable.commit().isAfter(journalledCommit)) {
            journalledCommit = durable.commit();
            turn.append(new JournalRecord.Committed(durable.range(), journalledCommit));
        }
        Position upTo = durable.log().last();
        long rewrites = durable.rewrites();
        long closed = durable.acceptedClosed();
        long closedEpoch = durable.closedEpoch();
        turn.whenDurable(() -> {
            touch();
            durable.forced(upTo, rewrites);
            durable.closedForced(closed, closedEpoch);
            if (role instanceof Following following && !durable.copying()) {
                following.acknowledge(durable.forced());
            }
        });
    }

    // ---- what network threads may read

    private void publish() {
        boolean isMember =
                assignment.members().stream().anyMatch(member -> member.node().equals(self));
        if (durable.copying() || !isMember) {
            permits.revoke();
        } else {
            boolean serves = role instanceof Leading leading && leading.isServing();
            permits.publish(
                    mapVersion,
                    assignment.tokens(),
                    role.epoch(),
                    serves ? ((Leading) role).leaseEndNanos() : ReadPermit.NO_LEASE,
                    readers);
        }
    }
}
