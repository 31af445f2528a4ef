package io.ordinal.client;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.ClientRequest;
import io.ordinal.protocol.NotServed;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.RangeAssignment;
import org.jspecify.annotations.Nullable;

/**
 * An operation in hand: what to ask, and what an answer to it means. It says how to go on as a {@link Step}; the core
 * carries that out. Confined to the core.
 *
 * <pre>
 *   WAITING (for a place in flight) -> ASKING (a call is out) -> RESTING (backing off, or for a map) -> ASKING ...
 *   each of them -> ENDED
 * </pre>
 */
abstract class Pending {
    /** How an operation goes on after something happened to it. */
    enum Step {
        /** The outcome is known. */
        DONE,
        /** Ask again now. */
        AGAIN,
        /** Ask again after backing off. */
        RETRY,
        /** Learn a newer number from the leader, then ask again. */
        PROBE,
        /** Nothing to do: something else is under way. */
        STAY
    }

    enum State {
        WAITING,
        ASKING,
        RESTING,
        ENDED
    }

    final long deadlineNanos;

    /** When the core is to look at it next; kept by {@link TimerHeap}, as is the place in it. */
    long dueNanos;

    int heapIndex = -1;

    State state = State.WAITING;
    /** The call that is awaited; null unless {@code ASKING}. */
    @Nullable
    Call awaited;
    /** Where the last call went. */
    @Nullable
    Peer lastPeer;
    /** Until when the answer to the awaited call is awaited. */
    long patienceEndNanos;
    /** Whether {@link #route} asks for the leader, or the rebalancer, and nobody else will do. */
    boolean atLeader;
    /** Whom to ask next, on the word of the node that was asked last; null for nobody in particular. */
    @Nullable
    Peer hinted;
    /** Whether such a word was followed since it last backed off: two nodes must not send it to and fro. */
    boolean hintFollowed;
    /** The range that {@link #route} found. */
    @Nullable
    RangeAssignment range;

    /** Calls made since the last progress. */
    int tries;

    /** How often it backed off since the last progress. */
    int rests;

    Refusal refusal = Refusal.NO_ANSWER;
    String why = "it was not asked of any node yet";

    Pending(long deadlineNanos) {
        this.deadlineNanos = deadlineNanos;
    }

    /** Whom to ask next; null, with the reason noted, if nobody can be asked now. */
    abstract @Nullable Peer route(KnownCluster cluster, long nowNanos);

    /** What to ask, right after {@link #route} and right before it is sent. */
    abstract ClientRequest request(long nowNanos);

    /** What to ask to learn a newer number from whom {@link #route} named. */
    ClientRequest probe() {
        throw new IllegalStateException("this operation never asks for a newer number");
    }

    /** A node answered a call, in time or not. What is to follow matters only if no later call is awaited. */
    abstract Step answered(Call call, ClientReply reply, long nowNanos);

    /** No answer will come to a call. What is to follow matters only if no later call is awaited. */
    abstract Step broken(Call call, boolean mayHaveArrived, String reason);

    /** Nobody can be asked now. */
    Step unroutable(KnownCluster cluster) {
        return Step.RETRY;
    }

    /** The awaited call takes too long; an answer may still come. */
    Step timedOut() {
        note(Refusal.NO_ANSWER, "no answer in time from " + awaited);
        return Step.RETRY;
    }

    /** The outcome if it ends now for want of a better one. */
    abstract ClientEffect giveUp();

    /** The outcome after {@link Step#DONE}. */
    abstract ClientEffect outcome();

    /** The number of the call that comes next, from 1. */
    int nextAttempt() {
        return tries + 1;
    }

    /** Bytes that count against {@link ClientLimits#maxBytes}. */
    int sizeBytes() {
        return 0;
    }

    /** Whether a failure is to be followed by another replica at once, since not all were tried yet. */
    final boolean hasUntriedReplica() {
        return range != null && tries < range.members().size();
    }

    final void note(Refusal reason, String text) {
        refusal = reason;
        why = text;
    }

    /** Finds the range of {@code token}, and in it the leader or any replica. */
    final @Nullable Peer routeTo(KnownCluster cluster, long token, boolean onlyLeader, long nowNanos) {
        atLeader = onlyLeader;
        ClusterMap map = cluster.map();
        if (map == null) {
            note(Refusal.NO_MAP, "no node that was asked has given a cluster map yet");
            return null;
        }
        RangeAssignment found = map.rangeOf(token);
        range = found;
        Peer peer = atLeader ? cluster.leader(found) : cluster.replica(found, tries, lastPeer, nowNanos);
        if (peer == null) {
            note(
                    Refusal.NO_LEADER,
                    atLeader
                            ? "range " + found.id() + " has no leader whose address is known"
                            : "of range " + found.id() + " no replica's address is known");
        }
        return peer;
    }

    /** Finds the rebalancer in office. */
    final @Nullable Peer routeToRebalancer(KnownCluster cluster) {
        atLeader = true;
        ClusterMap map = cluster.map();
        if (map == null) {
            note(Refusal.NO_MAP, "no node that was asked has given a cluster map yet");
            return null;
        }
        Member holder = map.reign().holder();
        Peer peer = cluster.of(holder);
        if (peer == null) {
            note(Refusal.NO_REBALANCER, "the address of the rebalancer, " + holder + ", is not known");
        }
        return peer;
    }

    final void note(Call call, ClientReply reply) {
        if (reply instanceof NotServed notServed) {
            note(reasonOf(notServed), call.peer.address + " says: " + notServed.why());
        } else {
            note(Refusal.NO_ANSWER, call.peer.address + " gave an answer that does not fit: " + reply);
        }
    }

    private static Refusal reasonOf(NotServed answer) {
        return switch (answer.reason()) {
            case NOT_RESPONSIBLE -> Refusal.NOT_RESPONSIBLE;
            case TAKING_OVER -> Refusal.TAKING_OVER;
            case NO_QUORUM -> Refusal.NO_QUORUM;
            case NO_SEQUENCER -> Refusal.NO_SEQUENCER;
            case NOT_REACHED -> Refusal.NOT_REACHED;
            case BORN_TOO_LONG_AGO -> Refusal.NO_ANSWER;
            case OVERLOADED -> Refusal.OVERLOADED;
            case DISK_FULL -> Refusal.DISK_FULL;
            case SHUTTING_DOWN -> Refusal.SHUTTING_DOWN;
        };
    }
}
