package io.ordinal.node;

import io.ordinal.protocol.Promised;
import io.ordinal.protocol.StaleEpoch;
import io.ordinal.ring.NodeId;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A member's vote in one range: which epoch it has promised, and to which leader it has lent a lease.
 *
 * <p>A promise has two halves. It is made, on disk, as soon as somebody asks for it: from then on no lease is renewed and
 * no record taken below it. It is told when it may count: when it is durable, and no lease runs any more that was lent to
 * another leader and not released; nothing is told or renewed until a full lease time after the node's own start, since it
 * may have lent a lease before. So the disk works while the old leader is still stopping. A suspect member promises and
 * renews nothing, but takes note of the epochs that it follows.
 */
final class Voter {
    private final DurableRange durable;
    private final NodeId self;
    private final NodeTimes times;
    private final Turn turn;
    private final Consumer<Promised> toSelf;
    private final long silentUntilNanos;

    private @Nullable NodeId candidate;
    private @Nullable NodeId promisedTo;
    private boolean isLent;

    /** Null if leases are lent to several leaders. */
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
    }

    /** The highest epoch that was promised or asked for: everything below is over for this member. */
    long highestAsked() {
        return durable.promise();
    }

    /** A leader-to-be asks for a promise. It is told at once, or when it is durable and no other leader's lease runs. */
    void ask(NodeId from, long epoch) {
        if (epoch < durable.promise()) {
            turn.send(from, new StaleEpoch(durable.range(), epoch, durable.promise()));
            return;
        }
        if (durable.isSuspect()) {
            return;
        }
        if (epoch > durable.promise()) {
            candidate = from;
            promisedTo = null;
            notePromise(epoch, this::tellIfFree);
        } else if (promisedTo == null || promisedTo.equals(from)) {
            // Its word may have been lost. To whom it was made is not on disk; it does not matter, since the map
            // gives an epoch to one leader only.
            candidate = from;
            tellIfFree();
        }
    }

    /** Takes note of an epoch that is open already: its records are proof that a majority has promised it. */
    void follow(NodeId leader, long epoch) {
        candidate = null;
        if (epoch > durable.promise()) {
            promisedTo = leader;
            notePromise(epoch, () -> {});
        }
    }

    /** Promises an epoch to nobody in particular: whether it was promised before is not known any more. */
    void forswearBelow(long epoch) {
        if (epoch > durable.promise()) {
            candidate = null;
            notePromise(epoch, () -> {});
        }
    }

    /** Lends the leader of {@code epoch} its lease for another while, or refuses. */
    boolean renew(NodeId leader, long epoch) {
        if (durable.isSuspect()
                || epoch != durable.promise()
                || epoch != durable.forcedPromise()
                || turn.nowNanos() < silentUntilNanos) {
            return false;
        }
        isLent = true;
        lentTo = leader;
        lentEpoch = epoch;
        lentUntilNanos = turn.nowNanos() + times.leaseNanos();
        return true;
    }

    /** To whom a lease is lent, and until when, if one is. */
    Optional<Lent> lent() {
        return isLent ? Optional.of(new Lent(lentTo, lentUntilNanos)) : Optional.empty();
    }

    /** A lease that this node lent for a range that this one was made of binds it here, too. */
    void inherit(Lent lent) {
        isLent = true;
        lentTo = lent.to();
        lentEpoch = 0;
        lentUntilNanos = lent.untilNanos();
    }

    /**
     * A lease that was lent.
     *
     * @param to null if it stands for leases of several leaders
     */
    record Lent(@Nullable NodeId to, long untilNanos) {
        /** One that binds as long as any of both, and lets nobody by whom one of them would not. */
        Lent and(Lent other) {
            long later = untilNanos - other.untilNanos >= 0 ? untilNanos : other.untilNanos;
            return new Lent(Objects.equals(to, other.to) ? to : null, later);
        }
    }

    /** The leader of {@code epoch} has stopped for good. */
    void released(long epoch) {
        if (lentEpoch == epoch) {
            isLent = false;
            tellIfFree();
        }
    }

    void tick() {
        tellIfFree();
    }

    private void tellIfFree() {
        NodeId next = candidate;
        boolean isDurable = durable.forcedPromise() == durable.promise();
        if (next == null || !isDurable || durable.isSuspect() || turn.nowNanos() < silentUntilNanos) {
            return;
        }
        boolean lent = isLent && !next.equals(lentTo) && turn.nowNanos() < lentUntilNanos;
        if (!lent) {
            candidate = null;
            promisedTo = next;
            tell(next, durable.promise());
        }
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
