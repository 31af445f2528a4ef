package io.ordinal.node;

import io.ordinal.protocol.Promised;
import io.ordinal.protocol.StaleEpoch;
import io.ordinal.ring.NodeId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A member's vote in one range: which epoch it has promised, and to which leader it has lent a lease.
 *
 * <p>Its rules: no lease is renewed and no record taken below the highest epoch that was asked for; no other leader is
 * promised while a lease runs that was not released; nothing is promised or renewed until a full lease time after the
 * node's own start, since it may have lent a lease before; a promise is told only when it is durable; a suspect member
 * promises and renews nothing, but takes note of the epochs that it follows.
 */
final class Voter {
    private final DurableRange durable;
    private final NodeId self;
    private final NodeTimes times;
    private final Turn turn;
    private final Consumer<Promised> toSelf;
    private final long silentUntilNanos;

    private long asked;
    private @Nullable NodeId candidate;
    private @Nullable NodeId promisedTo;
    private @Nullable NodeId lentTo;
    private long lentEpoch;
    private long lentUntilNanos;

    Voter(DurableRange durable, NodeId self, NodeTimes times, Turn turn, long startNanos, Consumer<Promised> toSelf) {
        this.durable = durable;
        this.self = self;
        this.times = times;
        this.turn = turn;
        this.toSelf = toSelf;
        this.silentUntilNanos = startNanos + times.leaseNanos();
        this.asked = durable.promise();
    }

    /** The highest epoch promised or asked for: everything below is over for this member. */
    long highestAsked() {
        return asked;
    }

    /** A leader-to-be asks for a promise. It is answered at once, or when a lease that was lent has run out. */
    void ask(NodeId from, long epoch) {
        if (epoch < asked) {
            turn.send(from, new StaleEpoch(durable.range(), epoch, asked));
            return;
        }
        if (durable.isSuspect()) {
            return;
        }
        if (epoch == durable.promise()) {
            tellAgain(from, epoch);
            return;
        }
        asked = epoch;
        candidate = from;
        promiseIfFree();
    }

    /**
     * The promise was made, but its word may have been lost. To whom it was made is not on disk; it does not matter, since
     * the map gives an epoch to one leader only.
     */
    private void tellAgain(NodeId from, long epoch) {
        boolean isToldTo = promisedTo == null || promisedTo.equals(from);
        if (isToldTo && durable.forcedPromise() == epoch && turn.nowNanos() >= silentUntilNanos) {
            promisedTo = from;
            tell(from, epoch);
        }
    }

    /** Takes note of an epoch that is open already: its records are proof that a majority has promised it. */
    void follow(NodeId leader, long epoch) {
        if (epoch >= asked) {
            asked = epoch;
            candidate = null;
        }
        if (epoch > durable.promise()) {
            promise(leader, epoch);
        }
    }

    /** Promises an epoch to nobody in particular: whether it was promised before is not known any more. */
    void forswearBelow(long epoch) {
        if (epoch > durable.promise()) {
            asked = Math.max(asked, epoch);
            notePromise(epoch, () -> {});
        }
    }

    /** Lends the leader of {@code epoch} its lease for another while, or refuses. */
    boolean renew(NodeId leader, long epoch) {
        if (durable.isSuspect()
                || epoch != durable.forcedPromise()
                || epoch < asked
                || turn.nowNanos() < silentUntilNanos) {
            return false;
        }
        lentTo = leader;
        lentEpoch = epoch;
        lentUntilNanos = turn.nowNanos() + times.leaseNanos();
        return true;
    }

    /** The leader of {@code epoch} has stopped for good. */
    void released(long epoch) {
        if (lentEpoch == epoch) {
            lentTo = null;
            promiseIfFree();
        }
    }

    void tick() {
        promiseIfFree();
    }

    private void promiseIfFree() {
        NodeId next = candidate;
        if (next == null || durable.isSuspect() || turn.nowNanos() < silentUntilNanos) {
            return;
        }
        boolean lent = lentTo != null && !lentTo.equals(next) && turn.nowNanos() < lentUntilNanos;
        if (!lent) {
            candidate = null;
            promise(next, asked);
        }
    }

    private void promise(NodeId leader, long epoch) {
        promisedTo = leader;
        notePromise(epoch, () -> {
            if (durable.promise() == epoch && !durable.isSuspect()) {
                tell(leader, epoch);
            }
        });
    }

    private void notePromise(long epoch, Runnable whenForced) {
        JournalRecord.Promise promise = new JournalRecord.Promise(durable.range(), epoch);
        durable.apply(promise);
        turn.append(promise);
        turn.whenDurable(() -> {
            durable.promiseForced(epoch);
            whenForced.run();
        });
    }

    private void tell(NodeId leader, long epoch) {
        Promised promised = new Promised(
                durable.range(), epoch, durable.log().last(), durable.history().starts(), durable.acceptedClosed());
        if (leader.equals(self)) {
            toSelf.accept(promised);
        } else {
            turn.send(leader, promised);
        }
    }
}
