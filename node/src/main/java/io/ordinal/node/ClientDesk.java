package io.ordinal.node;

import io.ordinal.protocol.ClientRequest;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.protocol.WriteRequest;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where requests of clients come in: hands each to the replica that it concerns, or says why that cannot be.
 *
 * <p>A request for a range that is being taken over here waits for it a little. To refuse it would cost its caller more
 * time than the takeover takes, since a client backs off before it asks again.
 */
final class ClientDesk {
    /** Several times as long as a planned takeover, and less than a client waits before it asks elsewhere. */
    private static final long WAIT_NANOS = Duration.ofMillis(250).toNanos();

    private static final int MAX_WAITING_READS = 1_000;

    private final NodeId self;
    private final Turn turn;
    private final GrantDesk grants;
    private final LongFunction<@Nullable Replica> replicaOf;
    private final LongPredicate isBeingMade;
    private final LongSupplier mapVersion;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int waitingReads;
    private boolean diskFull;

    /** A request that waits for its range to be served. */
    private record Waiting(ReplyTo to, ClientRequest request, long sinceNanos) {}

    /**
     * @param replicaOf the replica here that has a token; null if none
     * @param isBeingMade whether this node is about to have one, of a range that is made of others
     */
    ClientDesk(
            Member self,
            Turn turn,
            GrantDesk grants,
            LongFunction<@Nullable Replica> replicaOf,
            LongPredicate isBeingMade,
            LongSupplier mapVersion) {
        this.self = self.node();
        this.turn = turn;
        this.grants = grants;
        this.replicaOf = replicaOf;
        this.isBeingMade = isBeingMade;
        this.mapVersion = mapVersion;
    }

    void diskFull(boolean full) {
        diskFull = full;
    }

    void write(ReplyTo to, WriteRequest request) {
        write(to, request, turn.nowNanos());
    }

    private void write(ReplyTo to, WriteRequest request, long sinceNanos) {
        Replica replica = replicaOf.apply(request.operation().key().token());
        Leading leading = replica == null ? null : replica.leading().orElse(null);
        NotServed refusal = refusal(request.operation().key().token(), replica, leading);
        if (refusal != null && refusal.reason() == NotServed.Reason.TAKING_OVER && mayWait(sinceNanos)) {
            waiting.addLast(new Waiting(to, request, sinceNanos));
            grants.budget().taken(request.operation().sizeBytes());
        } else if (leading == null || refusal != null) {
            turn.reply(to, refusal == null ? notResponsible(replica) : refusal);
        } else {
            leading.writes().take(to, request, mapVersion.getAsLong());
        }
    }

    void read(ReplyTo to, ReadRequest request) {
        if (request.mode() instanceof ReadMode.AtLeast atLeast) {
            Replica replica = replicaOf.apply(request.key().token());
            if (replica == null) {
                turn.reply(to, notResponsible());
            } else {
                replica.awaitReached(to, request, atLeast.sequence());
            }
        } else {
            read(to, request, turn.nowNanos());
        }
    }

    private void read(ReplyTo to, ReadRequest request, long sinceNanos) {
        Replica replica = replicaOf.apply(request.key().token());
        boolean isAboutToServe =
                replica == null ? isBeingMade.test(request.key().token()) : replica.isAboutToServeReads();
        if (isAboutToServe && waitingReads < MAX_WAITING_READS && isEarly(sinceNanos)) {
            waiting.addLast(new Waiting(to, request, sinceNanos));
            waitingReads++;
        } else {
            turn.add(new NodeEffect.ReadAgain(to, request));
        }
    }

    void expire(NodeEvent.ExpiryMet met) {
        Replica replica = replicaOf.apply(met.request().key().token());
        Leading leading = replica == null ? null : replica.leading().orElse(null);
        NotServed refusal = refusal(met.request().key().token(), replica, leading);
        if (leading == null || refusal != null) {
            turn.reply(met.to(), refusal == null ? notResponsible(replica) : refusal);
        } else {
            leading.writes().expire(met.to(), met.request(), met.sequence());
        }
    }

    /** Looks at all who wait: each is let in, sent away, or goes on waiting. */
    void tick() {
        for (int left = waiting.size(); left > 0; left--) {
            Waiting first = waiting.removeFirst();
            if (first.request() instanceof WriteRequest write) {
                grants.budget().withdrawn(write.operation().sizeBytes());
                write(first.to(), write, first.sinceNanos());
            } else if (first.request() instanceof ReadRequest read) {
                waitingReads--;
                read(first.to(), read, first.sinceNanos());
            }
        }
    }

    /** Nothing that waits is run here any more. */
    void shutDown() {
        NotServed refusal = new NotServed(
                NotServed.Reason.SHUTTING_DOWN, mapVersion.getAsLong(), 0, "node " + self + " is shutting down");
        waiting.forEach(each -> turn.reply(each.to(), refusal));
        waiting.clear();
    }

    NotServed notResponsible() {
        return notResponsible(null);
    }

    private NotServed notResponsible(@Nullable Replica replica) {
        return new NotServed(
                NotServed.Reason.NOT_RESPONSIBLE,
                mapVersion.getAsLong(),
                20,
                self + " is not the one to ask for this key",
                replica == null ? null : replica.otherLeader());
    }

    private boolean mayWait(long sinceNanos) {
        return grants.budget().hasRoom() && isEarly(sinceNanos);
    }

    private boolean isEarly(long sinceNanos) {
        return turn.nowNanos() - sinceNanos < WAIT_NANOS;
    }

    /** Why nothing can be appended to a range here now; null if it can. */
    private @Nullable NotServed refusal(long token, @Nullable Replica replica, @Nullable Leading leading) {
        long version = mapVersion.getAsLong();
        if (replica == null && isBeingMade.test(token)) {
            return new NotServed(
                    NotServed.Reason.TAKING_OVER, version, 0, "the range is being made; it serves in a moment");
        } else if (replica == null || (leading == null && !(replica.role() instanceof TakingOver))) {
            return notResponsible(replica);
        } else if (replica.hasNoQuorum()) {
            return Writes.noQuorum(version);
        } else if (leading == null || !leading.isServing() || leading.isSealed()) {
            return replica.takingOver("the range is being taken over; it serves in a moment");
        } else if (grants.isDry()) {
            return GrantDesk.noSequencer(version);
        } else if (diskFull) {
            String why = "the disk of " + self + " is full: make room";
            return new NotServed(NotServed.Reason.DISK_FULL, version, 1_000, why);
        } else if (!grants.budget().hasRoom()) {
            return new NotServed(NotServed.Reason.OVERLOADED, version, 20, "too many writes wait at " + self);
        }
        return null;
    }
}
