package io.ordinal.node;

import io.ordinal.protocol.CloseRequest;
import io.ordinal.protocol.CopyPage;
import io.ordinal.protocol.FetchCopy;
import io.ordinal.protocol.FetchLog;
import io.ordinal.protocol.Heartbeat;
import io.ordinal.protocol.LogPage;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Mismatch;
import io.ordinal.protocol.MoveDigest;
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

/** One range on this node: its durable state, its vote, and the role it plays. Hands each event to whom it concerns. */
final class Replica {
    private final DurableRange durable;
    private final NodeId self;
    private final NodeTimes times;
    private final NodeLimits limits;
    private final Turn turn;
    private final Flow flow;
    private final Voter voter;
    private final RetryMemory retries;
    private final Applier applier;
    private final LocalReaders readers;
    private final Copying copying;
    private final CopyOut copyOut;
    private final Verifying verifying;
    private final Roles roles;
    private final Follower follower;
    private final List<Replica> touchedReplicas;
    private Position journalledCommit;
    private boolean touched;

    Replica(
            DurableRange durable,
            RangeAssignment assignment,
            NodeId self,
            NodeTimes times,
            NodeLimits limits,
            Turn turn,
            GrantDesk grants,
            Flow flow,
            CopyPace copyPace,
            RetryMemory retries,
            Position appliedInTable,
            long startNanos,
            List<Replica> touchedReplicas) {
        this.touchedReplicas = touchedReplicas;
        this.durable = durable;
        this.self = self;
        this.times = times;
        this.limits = limits;
        this.turn = turn;
        this.flow = flow;
        this.retries = retries;
        this.voter = new Voter(durable, self, times, turn, startNanos, this::promisedBySelf);
        this.applier = new Applier(durable, retries, turn, flow, appliedInTable, this::verifyReached);
        this.readers = new LocalReaders(durable.range(), turn);
        this.copying = new Copying(durable, retries, applier, times, turn, flow, this::isTarget, this::copied);
        this.roles = new Roles(
                durable,
                assignment,
                self,
                times,
                limits,
                turn,
                grants,
                flow,
                retries,
                voter,
                readers,
                startNanos,
                this::touch,
                copying::giveUp);
        this.verifying = new Verifying(durable, self, roles, turn);
        this.copyOut = new CopyOut(durable, limits, turn, copyPace, roles::isTarget, this::copySentToTarget);
        this.follower = new Follower(durable, roles, voter, readers, applier, copying, turn, flow);
        this.journalledCommit = durable.commit();
    }

    RangeId range() {
        return durable.range();
    }

    DurableRange durable() {
        return durable;
    }

    RangeAssignment assignment() {
        return roles.assignment();
    }

    /** Whether the map names {@code node} as a member of the range, present or previous. */
    boolean isMember(NodeId node) {
        return roles.isMember(node);
    }

    /** Whether {@code node} is to get a replica of the range by a move. */
    boolean isTarget(NodeId node) {
        return roles.isTarget(node);
    }

    private boolean isTarget() {
        return roles.isTarget(self);
    }

    Role role() {
        return roles.role();
    }

    /** The leadership of this node in this range, if it has one. */
    Optional<Leading> leading() {
        return roles.leading();
    }

    /** Whether this node leads the range, or is to, and too few of its members have answered for too long. */
    boolean hasNoQuorum() {
        return role() instanceof Leading leading
                ? leading.hasLostQuorum()
                : role() instanceof TakingOver takingOver && takingOver.hasFoundNoQuorum();
    }

    /** Who leads the range, or is about to, if it is somebody else and that is known. */
    @Nullable
    NodeId otherLeader() {
        return roles.otherLeader();
    }

    /** Whether a linearizable read had better wait: this node is about to lead the range, or to get its lease for it. */
    boolean isAboutToServeReads() {
        return roles.isAboutToServeReads();
    }

    /** Whether this node leads the range, and others are there to lead it; or did so, and its successor does not serve yet. */
    boolean isToBeHandedOver() {
        if (role() instanceof Leading leading) {
            return leading.isLeased() && leading.quorum().everybody().size() > 1;
        }
        return roles.wasDeposedWithin(times.refuseNanos()) && !follower.hasServingLeader();
    }

    /** Every member is known to hold the log up to here. */
    Position passed() {
        return role() instanceof Leading leading ? leading.passedByAll(durable.forced()) : follower.passed();
    }

    RangeStatus status() {
        return new RangeStatus(
                durable.range(),
                role().shown(),
                role().epoch(),
                durable.log().last(),
                durable.commit(),
                applier.applied());
    }

    /** Whether this member may have lost something that it acknowledged, and was not brought level since. */
    boolean isSuspect() {
        return durable.isSuspect();
    }

    /** Whether this member is suspect, and nobody who could bring it level has led for a while. */
    boolean isSuspectAndLeaderless() {
        return durable.isSuspect() && follower.isLeaderless(times.refuseNanos());
    }

    /**
     * Whether the map wants this node to lead in an epoch that it cannot lead in, or names one in which this suspect
     * member cannot be brought level.
     */
    boolean wantsHigherEpoch() {
        if (durable.isSuspect()) {
            return !durable.countsIn(assignment().epoch());
        }
        return roles.isToLead()
                && (role() instanceof Following
                        || role().epoch() != assignment().epoch());
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
        roles.assigned(now, newMapVersion);
    }

    void received(NodeId from, RangeMessage message) {
        touch();
        if (message instanceof Replicate replicate) {
            follower.replicate(from, replicate);
        } else if (message instanceof ReplicateAck ack) {
            roles.leadingIn(ack.epoch()).ifPresent(leading -> leading.acknowledged(from, ack));
        } else if (message instanceof Mismatch mismatch) {
            roles.leadingIn(mismatch.epoch()).ifPresent(leading -> leading.mismatched(from, mismatch));
        } else if (message instanceof NewEpoch newEpoch) {
            asked(from, newEpoch.epoch());
        } else if (message instanceof Promised promised) {
            promisedBy(from, promised);
        } else if (message instanceof StaleEpoch stale) {
            roles.superseded(stale);
        } else if (message instanceof FetchLog fetch) {
            LogPages.serve(durable, voter.highestAsked(), from, fetch, limits, turn);
        } else if (message instanceof LogPage page) {
            logPage(from, page);
        } else if (message instanceof FetchCopy fetch) {
            copyAsked(from, fetch);
        } else if (message instanceof CopyPage page) {
            copyPage(from, page);
        } else if (message instanceof ReleaseLease release) {
            voter.released(release.epoch());
        } else if (message instanceof CloseRequest close) {
            roles.leadingIn(close.epoch()).ifPresent(leading -> leading.close(close.sequence()));
        } else if (message instanceof MoveDigest digest) {
            verifying.digestedThere(from, digest);
        }
    }

    /** One range of a heartbeat. Returns whether the lease is renewed. */
    boolean beat(NodeId from, Heartbeat.Beat beat) {
        boolean renewed = isMember(self) && voter.renew(from, beat.epoch());
        if (follower.beat(from, beat)) {
            touch();
        }
        return renewed;
    }

    /** A member renewed the lease that was asked for at {@code sentNanos}. */
    void renewed(NodeId from, long epoch, long sentNanos) {
        roles.leadingIn(epoch).ifPresent(leading -> {
            leading.renewed(from, sentNanos);
            roles.publish();
        });
    }

    long highestAsked() {
        return voter.highestAsked();
    }

    void peerLost(NodeId peer) {
        if (role() instanceof TakingOver takingOver) {
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
    void askToClose(long sequence) {
        NodeId leader = role().leader();
        if (sequence == 0) {
            return;
        }
        if (role() instanceof Leading leading) {
            leading.close(sequence);
        } else if (leader != null && !leader.equals(self)) {
            turn.send(leader, new CloseRequest(durable.range(), role().epoch(), sequence));
        }
    }

    /** @param timersAreDue false if only something has happened to the range since the last time */
    void tick(boolean timersAreDue) {
        touched = false;
        voter.tick();
        readers.tick();
        askToClose(readers.unreached(times.sequencerPollNanos()));
        if (role() instanceof TakingOver takingOver) {
            takingOver.tick(voter);
            NodeId source = takingOver.wantsCopyFrom();
            if (source != null) {
                follower.copyFrom(source, takingOver.epoch());
            } else {
                copying.giveUp();
            }
            if (!durable.copying() && takingOver.isComplete()) {
                roles.lead(takingOver);
            }
        } else {
            follower.tick();
        }
        copying.tick();
        if (role() instanceof Leading leading) {
            leading.tick(roles.mapVersion());
        }
        advance(timersAreDue);
        noteForced();
    }

    /** The leadership ends in good order, as the node leaves. */
    void shutDown() {
        roles.giveUpFor(Long.MAX_VALUE, null);
        if (durable.commit().isAfter(journalledCommit)) {
            turn.append(new JournalRecord.Committed(durable.range(), durable.commit()));
        }
        roles.revoke();
    }

    /**
     * The range has left this node for others: everything of it goes but the promise, which stays in force.
     *
     * @return what stays
     */
    DurableRange drop() {
        leave();
        JournalRecord.Dropped fact = new JournalRecord.Dropped(durable.range(), durable.tenure());
        durable.apply(fact);
        turn.append(fact);
        turn.change(new TableBatch.Drop(durable.range(), durable.tokens()));
        return durable;
    }

    /** The range is no more: it is never served or followed again, and others take what is here of it. */
    Legacy retire() {
        leave();
        return new Legacy(durable, retries, applier.handedOut(), voter.lent());
    }

    private void leave() {
        roles.giveUpFor(Long.MAX_VALUE, null);
        roles.revoke();
        readers.letGo();
        copying.abandon();
        copyOut.close();
    }

    /** The replica was made of others: a lease that was lent for them binds it, too, and the map's word is a request. */
    void inherits(Optional<Voter.Lent> lent) {
        lent.ifPresent(voter::inherit);
        assignment()
                .leaderIfAny()
                .filter(leader -> !leader.node().equals(self) && assignment().epoch() > voter.highestAsked())
                .ifPresent(leader -> asked(leader.node(), assignment().epoch()));
    }

    /** An operator takes what is here for the truth. What this member promised up to {@code epoch} stays refused. */
    void acceptLoss(long epoch) {
        voter.forswearBelow(epoch);
        if (durable.isSuspect()) {
            JournalRecord.BroughtLevel fact = new JournalRecord.BroughtLevel(durable.range());
            durable.apply(fact);
            turn.append(fact);
        }
    }

    // ---- voting and taking over

    private void asked(NodeId from, long epoch) {
        if (epoch > role().epoch() && !(role() instanceof Following)) {
            roles.giveUpFor(epoch, from);
        }
        voter.ask(from, epoch);
    }

    private void promisedBySelf(Promised promised) {
        promisedBy(self, promised);
    }

    private void promisedBy(NodeId from, Promised promised) {
        touch();
        if (role() instanceof TakingOver takingOver && takingOver.epoch() == promised.epoch()) {
            takingOver.promised(from, promised);
        }
    }

    /** A member has gone on to a higher epoch. */
    void superseded(StaleEpoch stale) {
        roles.superseded(stale);
    }

    private void logPage(NodeId from, LogPage page) {
        if (role() instanceof TakingOver takingOver && takingOver.epoch() == page.epoch()) {
            takingOver.fetched(from, page);
        } else if (page.gone()) {
            follower.logIsGone(from, page);
        }
    }

    private void copyPage(NodeId from, CopyPage page) {
        copying.take(from, page);
        if (role() instanceof TakingOver takingOver) {
            takingOver.heard(from);
        }
    }

    private void copied(long epoch) {
        touch();
        if (role().epoch() == epoch && role() instanceof TakingOver takingOver) {
            takingOver.copied();
        } else if (role() instanceof Following following && following.leader() != null) {
            follower.sayWhatIsHere(following.leader(), following.epoch());
        }
        roles.publish();
    }

    // ---- moving

    private void copyAsked(NodeId from, FetchCopy fetch) {
        roles.leadingIn(fetch.epoch()).ifPresent(leading -> leading.copyAsked(from));
        copyOut.asked(from, fetch);
    }

    private boolean verifyReached(LogRecord.Verify verify, Position at) {
        return verifying.reached(verify, at);
    }

    private void copySentToTarget(NodeId peer, CopyPage page) {
        roles.leading().flatMap(Leading::moving).ifPresent(moving -> moving.copySent(peer, page));
    }

    NotServed takingOver(String why) {
        return roles.takingOver(why);
    }

    // ---- progress

    /** Raises commit, hands out what may be applied, and lets the range serve when it may. */
    private void advance(boolean timersAreDue) {
        if (role() instanceof Leading leading) {
            boolean begins = leading.advance(durable.forced(), applier.applied());
            if (begins) {
                roles.publish();
                touch();
            }
            if (leading.closing().advance(leading.quorum())) {
                follower.closed(leading.closing().inForce(), leading.closing().inForceAt());
            }
        }
        // Nobody waits for the table of a follower: it gets what a few turns have gathered, at the cost of one batch.
        boolean mayGather = role() instanceof Following && !readers.areWaiting() && applier.hasApplied();
        if (timersAreDue || !mayGather) {
            applier.apply(durable.forced(), this::applied);
        }
        if (role() instanceof Leading leading && leading.writes().isAnswerable(applier.applied())) {
            leading.applied(applier.applied(), roles.mapVersion());
        }
        durable.log().trim(Position.min(applier.applied(), durable.forced()), flow.tailBytes());
    }

    private void applied() {
        touch();
        if (role() instanceof Leading leading && leading.applied(applier.applied(), roles.mapVersion())) {
            roles.publish();
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
            if (role() instanceof Following following && !durable.copying()) {
                following.acknowledge(durable.forced());
            }
        });
    }
}
