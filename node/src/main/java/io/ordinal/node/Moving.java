package io.ordinal.node;

import io.ordinal.protocol.CopyPage;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.MoveDigest;
import io.ordinal.protocol.MoveProgress;
import io.ordinal.protocol.MoveProgress.Phase;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.Position;
import io.ordinal.ring.Move;
import io.ordinal.ring.NodeId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A move as the range's leader sees it: the target takes a copy and follows the log as a follower does; once it is level, a
 * {@link LogRecord.Verify} goes into the log, and both digest their tables as they are right behind it. Equal digests are
 * what the rebalancer waits for. Begins anew with each leadership.
 */
final class Moving {
    /** The target is level when it reaches, within this time, what was committed at its beginning. */
    private static final long LEVEL_WITHIN_NANOS = Duration.ofMillis(200).toNanos();

    /**
     * The target's digest is waited for so long, or twice as long as this node's took: then its word is lost. This node's own
     * always comes, and another that is begun before would only make both slower.
     */
    private static final long DIGEST_PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();

    /** Whoever differs so often differs for a reason that copying again does not mend. */
    private static final int MAX_COPIES = 3;

    private final Move move;
    private final DurableRange durable;
    private final GrantDesk grants;
    private final Turn turn;
    private final Leading leading;
    private final FollowerStream target;

    private long copiedBytes;
    private long copiedKeys;
    private int copiedBasisPoints;
    private int copies;

    private Position roundEnd = Position.START;
    private long roundNanos;
    private boolean level;

    private boolean verifyWanted;
    private Position verifyAt = Position.START;
    private long verifyNanos;
    private @Nullable Long ownDigest;
    private long ownTookNanos;
    private @Nullable Long targetDigest;
    private boolean verified;
    private boolean differs;

    Moving(Move move, DurableRange durable, GrantDesk grants, Turn turn, Leading leading, FollowerStream target) {
        this.move = move;
        this.durable = durable;
        this.grants = grants;
        this.turn = turn;
        this.leading = leading;
        this.target = target;
        this.roundNanos = turn.nowNanos();
    }

    Move move() {
        return move;
    }

    /** A page of the copy goes out to {@code peer}. */
    void copySent(NodeId peer, CopyPage page) {
        if (!peer.equals(target.follower())) {
            return;
        }
        copiedKeys += page.entries().count();
        copiedBytes += page.entries().keyAndValueBytes();
        copiedBasisPoints = page.next() == null
                ? 10_000
                : (int) (10_000 * durable.tokens().fractionBefore(page.next().token()));
    }

    void tick() {
        lookWhetherLevel();
        if (level && !verifyWanted && !verified && !differs && (!isVerifying() || isOverdue())) {
            verifyWanted = true;
            grants.enqueue(new Proposal(turn.nowNanos()));
        }
    }

    private boolean isOverdue() {
        return ownDigest != null && turn.nowNanos() - verifyNanos > Math.max(DIGEST_PATIENCE_NANOS, 2 * ownTookNanos);
    }

    private boolean isVerifying() {
        return verifyAt.isAfter(Position.START);
    }

    private void lookWhetherLevel() {
        if (target.mayBeCopying()) {
            // What was found of the copy before says nothing of this one.
            verified = false;
            verifyAt = Position.START;
            level = false;
            roundEnd = Position.START;
            return;
        }
        if (!roundEnd.isAfter(target.matched())) {
            level = roundEnd.isAfter(Position.START) && turn.nowNanos() - roundNanos <= LEVEL_WITHIN_NANOS;
            roundEnd = durable.commit();
            roundNanos = turn.nowNanos();
        } else if (turn.nowNanos() - roundNanos > LEVEL_WITHIN_NANOS) {
            level = false;
        }
    }

    /** This node's table right behind the {@code Verify} at {@code at}. */
    void digestedHere(Position at, long digest) {
        if (at.equals(verifyAt)) {
            ownDigest = digest;
            ownTookNanos = turn.nowNanos() - verifyNanos;
            compare();
        }
    }

    /** The target's table right behind the {@code Verify} that the message names. */
    void digestedThere(NodeId from, MoveDigest message) {
        if (from.equals(target.follower())
                && message.move() == move.id()
                && message.at().equals(verifyAt)) {
            targetDigest = message.digest();
            compare();
        }
    }

    private void compare() {
        if (ownDigest == null || targetDigest == null) {
            return;
        }
        verified = ownDigest.equals(targetDigest);
        ownDigest = null;
        targetDigest = null;
        verifyAt = Position.START;
        if (!verified) {
            copies++;
            if (copies < MAX_COPIES) {
                target.copyAgain();
            } else {
                differs = true;
            }
        }
    }

    MoveProgress progress() {
        return new MoveProgress(
                durable.range(), leading.epoch(), move.id(), phase(), copiedBytes, copiedKeys, copiedBasisPoints);
    }

    private Phase phase() {
        if (differs) {
            return Phase.DIFFERS;
        } else if (target.mayBeCopying()) {
            return Phase.COPYING;
        } else if (!level) {
            return Phase.CATCHING_UP;
        }
        return verified ? Phase.VERIFIED : Phase.VERIFYING;
    }

    /** A {@code Verify} that waits for its number. */
    private final class Proposal extends OwnRecord {
        Proposal(long sinceNanos) {
            super(leading, sinceNanos);
        }

        @Override
        void append(long number) {
            verifyWanted = false;
            verifyAt = leading.append(number, new LogRecord.Verify(move.id())).position();
            verifyNanos = turn.nowNanos();
            ownDigest = null;
            targetDigest = null;
        }

        @Override
        public void refuse(NotServed why) {
            verifyWanted = false;
        }
    }
}
