package io.ordinal.node;

import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.ReleaseLease;
import io.ordinal.protocol.StaleEpoch;
import io.ordinal.ring.Move;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which role a replica plays, and what of it network threads may know.
 *
 * <p>The role changes here alone. Legal transitions:
 *
 * <pre>
 *   Following(e)  -> Following(e')   records of a higher epoch came, or it was promised
 *   Following(e)  -> TakingOver(e')  the map names this node leader of e', nothing as high was promised before, and
 *                                    the replica is not suspect
 *   TakingOver(e) -> Leading(e)      a majority has promised and the log is as long as the longest of theirs
 *   TakingOver(e) -> Following(e')   a higher epoch was asked for, or the map names another leader
 *   Leading(e)    -> Following(e')   a higher epoch was asked for, here or of another member; the permit to read is
 *                                    revoked first, the lease released after
 *   Leading(e)    -> TakingOver(e')  the map gives this node a higher epoch
 * </pre>
 *
 * A restarted node never goes on leading in an epoch it led before: records of it may be out that it has forgotten.
 */
final class Roles {
    private final DurableRange durable;
    private final NodeId self;
    private final NodeTimes times;
    private final NodeLimits limits;
    private final Turn turn;
    private final GrantDesk grants;
    private final Flow flow;
    private final RetryMemory retries;
    private final Voter voter;
    private final LocalReaders readers;
    private final Permits permits;
    private final long startNanos;
    private final Runnable touch;
    private final Runnable whenFollowing;

    private RangeAssignment assignment;
    private Quorum quorum;
    private long mapVersion;
    private Role role;
    private @Nullable NodeId successor;
    private boolean deposed;
    private long deposedNanos;

    /** @param whenFollowing runs each time that a replica begins to follow, before anybody may read it */
    Roles(
            DurableRange durable,
            RangeAssignment assignment,
            NodeId self,
            NodeTimes times,
            NodeLimits limits,
            Turn turn,
            GrantDesk grants,
            Flow flow,
            RetryMemory retries,
            Voter voter,
            LocalReaders readers,
            long startNanos,
            Runnable touch,
            Runnable whenFollowing) {
        this.durable = durable;
        this.assignment = assignment;
        this.quorum = new Quorum(assignment);
        this.self = self;
        this.times = times;
        this.limits = limits;
        this.turn = turn;
        this.grants = grants;
        this.flow = flow;
        this.retries = retries;
        this.voter = voter;
        this.readers = readers;
        this.permits = new Permits(durable, turn);
        this.startNanos = startNanos;
        this.touch = touch;
        this.whenFollowing = whenFollowing;
        this.role = new Following(durable, turn, 0, null, this::hasNoVote);
    }

    Role role() {
        return role;
    }

    RangeAssignment assignment() {
        return assignment;
    }

    long mapVersion() {
        return mapVersion;
    }

    /** Whether the map names {@code node} as a member of the range, present or previous. */
    boolean isMember(NodeId node) {
        return quorum.everybody().contains(node);
    }

    /** Whether {@code node} is to get a replica of the range by a move. */
    boolean isTarget(NodeId node) {
        Move move = assignment.move();
        return move != null && move.target().node().equals(node);
    }

    private boolean hasNoVote() {
        return !isMember(self);
    }

    /** The leadership of this node in this range, if it has one. */
    Optional<Leading> leading() {
        return role instanceof Leading leading ? Optional.of(leading) : Optional.empty();
    }

    Optional<Leading> leadingIn(long epoch) {
        return leading().filter(leading -> leading.epoch() == epoch);
    }

    /** Who leads the range, or is about to, if it is somebody else and that is known. */
    @Nullable
    NodeId otherLeader() {
        NodeId leader = role.leader() == null ? successor : role.leader();
        return self.equals(leader) ? null : leader;
    }

    /** Whether a leadership of this node ended, so short a time ago. */
    boolean wasDeposedWithin(long nanos) {
        return deposed && turn.nowNanos() - deposedNanos < nanos;
    }

    /** Whether the map names this node leader. */
    boolean isToLead() {
        return assignment
                .leaderIfAny()
                .filter(leader -> leader.node().equals(self))
                .isPresent();
    }

    /** The map says something new about the range. */
    void assigned(RangeAssignment now, long newMapVersion) {
        mapVersion = newMapVersion;
        assignment = now;
        quorum = new Quorum(now);
        boolean isLeader = isToLead();
        if (role instanceof Leading leading && now.epoch() == leading.epoch()) {
            leading.assigned(quorum, now);
        } else if (mayTakeOver(now)) {
            stepDown(now.epoch(), self);
            role = new TakingOver(durable, self, now.epoch(), quorum, times, limits, turn);
        } else if (now.epoch() > role.epoch() && !isLeader && role instanceof TakingOver) {
            giveUpFor(now.epoch(), null);
        }
        // One that leads goes on until its successor asks for promises: the map gives it nobody's votes before that.
        publish();
    }

    private boolean mayTakeOver(RangeAssignment now) {
        return isToLead() && now.epoch() > role.epoch() && now.epoch() > voter.highestAsked() && !durable.isSuspect();
    }

    /** Takes the log from {@code leader} from now on; null while it is not known who leads. */
    void follow(long epoch, @Nullable NodeId leader) {
        role = new Following(durable, turn, epoch, leader, this::hasNoVote);
        whenFollowing.run();
        publish();
    }

    /** A higher epoch was asked for, or opened by somebody else. */
    void giveUpFor(long epoch, @Nullable NodeId by) {
        stepDown(epoch, by);
        follow(0, null);
    }

    /** A member has gone on to a higher epoch. */
    void superseded(StaleEpoch stale) {
        if (stale.refused() == role.epoch() && stale.promised() > role.epoch() && !(role instanceof Following)) {
            giveUpFor(stale.promised(), null);
        }
    }

    void lead(TakingOver won) {
        role = new Leading(
                durable,
                self,
                won,
                quorum,
                assignment,
                times,
                limits,
                turn,
                grants,
                flow,
                retries,
                new LeaderLease(self, times, startNanos),
                touch);
        turn.wantHeartbeat();
    }

    /**
     * Ends a leadership, or the attempt at one: first nothing is read or written any more, then the lease is released.
     *
     * @param by who is to lead next, if that is known
     */
    void stepDown(long toEpoch, @Nullable NodeId by) {
        successor = by;
        Role ended = role;
        if (!(ended instanceof Leading leading)) {
            return;
        }
        Invariant.holds(toEpoch > ended.epoch(), "a leadership ends for a higher epoch", toEpoch, ended.epoch());
        deposed = true;
        deposedNanos = turn.nowNanos();
        permits.revoke();
        leading.end(takingOver("the leadership of the range moved on"));
        for (NodeId member : leading.quorum().everybody()) {
            if (!member.equals(self)) {
                turn.send(member, new ReleaseLease(durable.range(), ended.epoch()));
            }
        }
        role = new Following(durable, turn, 0, null, this::hasNoVote);
    }

    NotServed takingOver(String why) {
        return new NotServed(NotServed.Reason.TAKING_OVER, mapVersion, 0, why, successor);
    }

    // ---- what network threads may read

    void publish() {
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
                    isAboutToServeReads(),
                    readers);
        }
    }

    void revoke() {
        permits.revoke();
    }

    /** Whether this node takes the range over, or leads it and has not got its first lease yet. */
    boolean isAboutToServeReads() {
        if (role instanceof Leading leading) {
            return !(leading.isServing() && leading.isLeased()) && !leading.hasLostQuorum();
        }
        return role instanceof TakingOver takingOver && !takingOver.hasFoundNoQuorum();
    }
}
