package io.ordinal.client;

import io.ordinal.client.Pending.State;
import io.ordinal.client.Pending.Step;
import io.ordinal.protocol.ClientId;
import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.ClientRequest;
import io.ordinal.protocol.CommandReply;
import io.ordinal.protocol.Core;
import io.ordinal.protocol.Effects;
import io.ordinal.protocol.MapReply;
import io.ordinal.protocol.MovesReply;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.ReadReply;
import io.ordinal.protocol.RequestId;
import io.ordinal.protocol.ScanReply;
import io.ordinal.protocol.StatusReply;
import io.ordinal.protocol.WriteReply;
import io.ordinal.ring.Address;
import io.ordinal.ring.NodeId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The client's state machine: keeps the cluster map, routes operations by it, bounds how many are under way, retries
 * them until their deadline and tells how each ended. What an answer means to an operation is decided in the
 * {@link Pending} subtypes.
 */
public final class ClientCore implements Core<ClientEvent, ClientEffect> {
    /** How long a node that failed is asked only if nobody else can be. */
    static final long SUSPICION_NANOS = 1_000_000_000L;

    /** How long an answer is awaited before the next attempt; doubled with each, up to the maximum. */
    static final long FIRST_PATIENCE_NANOS = 1_000_000_000L;

    /** An answer that takes so long may be one that never comes: from then on a newer map is looked for. */
    static final long FIRST_LOOK_NANOS = 300_000_000L;

    static final long NEXT_LOOK_NANOS = 100_000_000L;

    static final long MAX_PATIENCE_NANOS = 4_000_000_000L;

    private static final int MAX_PATIENCE_DOUBLINGS = 2;

    private final KnownCluster cluster;
    private final MapKeeper maps;
    private final ClientLimits limits;
    private final Backoff backoff;
    private final ClientId id;
    private final LongSupplier numbers = this::highestSequence;
    private final TimerHeap inHand = new TimerHeap();
    private final Set<Pending> waiting = new LinkedHashSet<>();
    private final Set<Pending> awaitingMap = new LinkedHashSet<>();
    private int asking;
    private long bytesInHand;
    private long lastRequest;
    private long highest;
    private boolean closed;

    /**
     * A client without any knowledge of the cluster.
     *
     * @param random gives the client its id, and backing off its jitter
     * @param seeds nodes to ask for the map first; may be empty if events bring map and members
     */
    public ClientCore(RandomGenerator random, ClientLimits limits, List<Address> seeds) {
        this.cluster = new KnownCluster(seeds);
        this.maps = new MapKeeper(cluster);
        this.limits = limits;
        this.id = new ClientId(random.nextLong(), random.nextLong());
        this.backoff = new Backoff(random);
    }

    public ClientId id() {
        return id;
    }

    /** The highest sequence number seen in any answer. */
    public long highestSequence() {
        return highest;
    }

    /** The cluster as known now. */
    public ClusterView view() {
        return cluster.view();
    }

    @Override
    public void step(ClientEvent event, long nowNanos, Effects<? super ClientEffect> effects) {
        if (event instanceof ClientEvent.Answered answered) {
            answered(answered.call(), answered.reply(), nowNanos, effects);
        } else if (event instanceof ClientEvent.StartWrite start) {
            RequestId request = new RequestId(id, ++lastRequest);
            long deadline = nowNanos + start.timeoutNanos();
            admit(new PendingWrite(numbers, request, start.write(), deadline, start.to()), nowNanos, effects);
        } else if (event instanceof ClientEvent.StartRead start) {
            long deadline = nowNanos + start.timeoutNanos();
            admit(new PendingRead(start.key(), start.mode(), deadline, start.to()), nowNanos, effects);
        } else if (event instanceof ClientEvent.StartScan start) {
            long deadline = nowNanos + start.timeoutNanos();
            admit(new PendingScan(start.query(), nowNanos, deadline, start.to()), nowNanos, effects);
        } else if (event instanceof ClientEvent.StartStatus start) {
            long deadline = nowNanos + start.timeoutNanos();
            admit(new PendingStatus(start.node(), deadline, start.to()), nowNanos, effects);
        } else if (event instanceof ClientEvent.StartCommand start) {
            long deadline = nowNanos + start.timeoutNanos();
            admit(new PendingCommand(start.command(), deadline, start.to()), nowNanos, effects);
        } else if (event instanceof ClientEvent.StartMoves start) {
            long deadline = nowNanos + start.timeoutNanos();
            admit(new PendingMoves(deadline, start.to()), nowNanos, effects);
        } else if (event instanceof ClientEvent.StartRefresh start) {
            maps.await(start.to(), nowNanos + (closed ? 0 : start.timeoutNanos()));
        } else if (event instanceof ClientEvent.Broken broken) {
            broken(broken, nowNanos, effects);
        } else if (event instanceof ClientEvent.MapSeen seen) {
            changed(cluster.adopt(seen.map()), nowNanos, effects);
        } else if (event instanceof ClientEvent.MembersSeen seen) {
            changed(cluster.seePresent(seen.present(), effects), nowNanos, effects);
        } else if (event instanceof ClientEvent.Close) {
            close(effects);
        }
    }

    @Override
    public void tick(long nowNanos, Effects<? super ClientEffect> effects) {
        Pending first;
        while ((first = inHand.first()) != null && first.dueNanos - nowNanos <= 0) {
            due(first, nowNanos, effects);
        }
        while (asking < limits.maxInFlight() && !waiting.isEmpty()) {
            Iterator<Pending> oldest = waiting.iterator();
            Pending operation = oldest.next();
            oldest.remove();
            ask(operation, nowNanos, effects);
        }
        if (!closed) {
            maps.tick(nowNanos, effects);
        } else {
            maps.close(effects);
        }
    }

    private void admit(Pending operation, long nowNanos, Effects<? super ClientEffect> effects) {
        long bytes = bytesInHand + operation.sizeBytes();
        if (closed) {
            operation.note(Refusal.CLIENT_CLOSED, "the client is closed");
            effects.add(operation.giveUp());
        } else if (inHand.size() >= limits.maxInFlight() + limits.maxWaiting() || bytes > limits.maxBytes()) {
            operation.note(
                    Refusal.CLIENT_BUSY,
                    inHand.size() + " operations and " + bytesInHand + " bytes of writes are in hand already");
            effects.add(operation.giveUp());
        } else {
            bytesInHand = bytes;
            if (asking < limits.maxInFlight() && waiting.isEmpty()) {
                ask(operation, nowNanos, effects);
            } else {
                operation.note(Refusal.CLIENT_BUSY, "it did not come to its turn before its deadline");
                enqueue(operation);
            }
        }
    }

    private void enqueue(Pending operation) {
        change(operation, State.WAITING);
        inHand.schedule(operation, operation.deadlineNanos);
        waiting.add(operation);
    }

    private void ask(Pending operation, long nowNanos, Effects<? super ClientEffect> effects) {
        Peer routed = operation.route(cluster, nowNanos);
        Peer peer = operation.hinted == null ? routed : operation.hinted;
        operation.hinted = null;
        if (peer == null) {
            maps.hint();
            act(operation, operation.unroutable(cluster), 0, nowNanos, effects);
        } else {
            Call call = new Call(operation, peer, operation.nextAttempt(), cluster.mapVersion(), false);
            send(operation, call, operation.request(nowNanos), nowNanos, effects);
        }
    }

    private void probe(Pending operation, long nowNanos, Effects<? super ClientEffect> effects) {
        Peer peer = operation.route(cluster, nowNanos);
        if (peer == null) {
            act(operation, Step.RETRY, 0, nowNanos, effects);
        } else {
            Call call = new Call(operation, peer, 0, cluster.mapVersion(), true);
            send(operation, call, operation.probe(), nowNanos, effects);
        }
    }

    private void send(
            Pending operation, Call call, ClientRequest request, long nowNanos, Effects<? super ClientEffect> effects) {
        change(operation, State.ASKING);
        awaitingMap.remove(operation);
        operation.awaited = call;
        operation.lastPeer = call.peer;
        int doublings = Math.min(operation.tries, MAX_PATIENCE_DOUBLINGS);
        operation.tries++;
        long patience = Math.min(MAX_PATIENCE_NANOS, FIRST_PATIENCE_NANOS << doublings);
        operation.patienceEndNanos = nowNanos + patience;
        inHand.schedule(operation, sooner(operation, nowNanos + FIRST_LOOK_NANOS));
        effects.add(new ClientEffect.Send(call, call.peer.address, request));
    }

    private void answered(Call call, ClientReply reply, long nowNanos, Effects<? super ClientEffect> effects) {
        if (!call.finish()) {
            return;
        }
        call.peer.trust();
        learn(reply, call.peer);
        Pending operation = call.operation;
        if (operation == null) {
            mapAnswered(call, reply, nowNanos, effects);
        } else if (operation.state != State.ENDED) {
            long afterMillis = reply instanceof NotServed notServed ? notServed.retryAfterMillis() : 0;
            Step step = relevant(call, operation, operation.answered(call, reply, nowNanos));
            if (isOfWrongNode(reply) && step == Step.RETRY) {
                maps.hint();
                step = call.mapVersion < cluster.mapVersion() ? Step.AGAIN : Step.RETRY;
            }
            if (step == Step.RETRY && followsHint(operation, reply)) {
                step = Step.AGAIN;
            }
            act(operation, step, afterMillis, nowNanos, effects);
        }
    }

    /** Whether the answer says that the map by which it was asked for is old. */
    private static boolean isOfWrongNode(ClientReply reply) {
        if (reply instanceof NotServed notServed) {
            return notServed.reason() == NotServed.Reason.NOT_RESPONSIBLE;
        }
        if (reply instanceof CommandReply command) {
            return command.outcome() == CommandReply.Outcome.NOT_IN_OFFICE
                    || command.outcome() == CommandReply.Outcome.UNKNOWN;
        }
        return reply instanceof MovesReply moves && !moves.inOffice();
    }

    /** Whether the answer names another node that leads the range: that one is asked next, whatever the map says. */
    private boolean followsHint(Pending operation, ClientReply reply) {
        NodeId leader = leaderNamedBy(reply);
        Peer peer = leader == null ? null : cluster.of(leader);
        if (peer == null || operation.hintFollowed || !operation.atLeader) {
            return false;
        }
        operation.hintFollowed = true;
        operation.hinted = peer;
        return true;
    }

    private static @Nullable NodeId leaderNamedBy(ClientReply reply) {
        if (reply instanceof NotServed notServed) {
            return notServed.leader();
        }
        return reply instanceof WriteReply.Unknown unknown ? unknown.leader() : null;
    }

    private void mapAnswered(Call call, ClientReply reply, long nowNanos, Effects<? super ClientEffect> effects) {
        if (reply instanceof MapReply answer) {
            boolean newMap = cluster.adopt(answer.map());
            boolean newMembers = cluster.hearPresent(answer.present(), effects);
            changed(newMap || newMembers, nowNanos, effects);
            maps.answered(call, effects);
        } else {
            call.peer.suspectUntil(nowNanos + SUSPICION_NANOS);
            maps.failed(call);
        }
    }

    private void broken(ClientEvent.Broken event, long nowNanos, Effects<? super ClientEffect> effects) {
        Call call = event.call();
        if (!call.finish()) {
            return;
        }
        call.peer.suspectUntil(nowNanos + SUSPICION_NANOS);
        maps.hint();
        Pending operation = call.operation;
        if (operation == null) {
            maps.failed(call);
        } else if (operation.state != State.ENDED) {
            Step step = operation.broken(call, event.mayHaveArrived(), event.why());
            act(operation, relevant(call, operation, step), 0, nowNanos, effects);
        }
    }

    /** Unless it is the outcome, what follows from a call counts only while no later one is awaited or being timed. */
    private static Step relevant(Call call, Pending operation, Step step) {
        boolean nothingElseUnderWay =
                operation.awaited == call || (operation.state == State.ASKING && operation.awaited == null);
        if (operation.awaited == call) {
            operation.awaited = null;
        }
        return step == Step.DONE || nothingElseUnderWay ? step : Step.STAY;
    }

    private void act(
            Pending operation, Step step, long afterMillis, long nowNanos, Effects<? super ClientEffect> effects) {
        switch (step) {
            case DONE -> end(operation, operation.outcome(), effects);
            case AGAIN -> ask(operation, nowNanos, effects);
            case PROBE -> probe(operation, nowNanos, effects);
            case RETRY -> {
                int rests = ++operation.rests;
                rest(
                        operation,
                        nowNanos
                                + (operation.refusal == Refusal.OVERLOADED
                                        ? backoff.nanosOfOverload(rests, afterMillis)
                                        : backoff.nanos(rests, afterMillis)));
            }
            case STAY -> {
                if (operation.state == State.ASKING && operation.awaited == null) {
                    inHand.schedule(operation, operation.deadlineNanos);
                }
            }
        }
    }

    private void rest(Pending operation, long untilNanos) {
        change(operation, State.RESTING);
        operation.hintFollowed = false;
        operation.awaited = null;
        inHand.schedule(operation, sooner(operation, untilNanos));
        if (mapMayHelp(operation.refusal)) {
            awaitingMap.add(operation);
        }
    }

    private static boolean mapMayHelp(Refusal refusal) {
        return switch (refusal) {
            case NO_MAP, NO_LEADER, NO_ANSWER, NOT_RESPONSIBLE, TAKING_OVER, NO_QUORUM, NO_REBALANCER, SHUTTING_DOWN ->
                true;
            default -> false;
        };
    }

    private void due(Pending operation, long nowNanos, Effects<? super ClientEffect> effects) {
        if (nowNanos - operation.deadlineNanos >= 0) {
            if (operation.state == State.ASKING && operation.tries == 1) {
                operation.timedOut();
            }
            end(operation, operation.giveUp(), effects);
        } else if (operation.state == State.ASKING) {
            if (operation.lastPeer != null) {
                operation.lastPeer.suspectUntil(nowNanos + SUSPICION_NANOS);
            }
            maps.hint();
            if (operation.awaited != null && nowNanos - operation.patienceEndNanos < 0) {
                long lookNanos = Math.min(nowNanos + NEXT_LOOK_NANOS, operation.patienceEndNanos);
                inHand.schedule(operation, sooner(operation, lookNanos));
                followLeader(operation, nowNanos, effects);
            } else {
                Step step = operation.timedOut();
                operation.awaited = null;
                act(operation, step, 0, nowNanos, effects);
            }
        } else if (asking < limits.maxInFlight()) {
            ask(operation, nowNanos, effects);
        } else {
            awaitingMap.remove(operation);
            enqueue(operation);
        }
    }

    /** Waits no longer for a node that has fallen silent, and is no longer the one to ask. */
    private void followLeader(Pending operation, long nowNanos, Effects<? super ClientEffect> effects) {
        Peer asked = operation.lastPeer;
        if (!operation.atLeader || operation.awaited == null || asked == null || !asked.isSuspect(nowNanos)) {
            return;
        }
        Peer leader = operation.route(cluster, nowNanos);
        if (leader != null && leader != asked) {
            Step step = operation.timedOut();
            operation.awaited = null;
            act(operation, step == Step.RETRY ? Step.AGAIN : step, 0, nowNanos, effects);
        }
    }

    private void changed(boolean anything, long nowNanos, Effects<? super ClientEffect> effects) {
        if (!anything) {
            return;
        }
        effects.add(new ClientEffect.ViewChanged(cluster.view()));
        List<Pending> awakened = new ArrayList<>(awaitingMap);
        awaitingMap.clear();
        for (Pending operation : awakened) {
            due(operation, nowNanos, effects);
        }
        for (Pending operation : inHand.all()) {
            if (operation.state == State.ASKING) {
                followLeader(operation, nowNanos, effects);
            }
        }
    }

    private void end(Pending operation, ClientEffect outcome, Effects<? super ClientEffect> effects) {
        change(operation, State.ENDED);
        operation.awaited = null;
        inHand.remove(operation);
        waiting.remove(operation);
        awaitingMap.remove(operation);
        bytesInHand -= operation.sizeBytes();
        effects.add(outcome);
    }

    private void change(Pending operation, State next) {
        asking += (next == State.ASKING ? 1 : 0) - (operation.state == State.ASKING ? 1 : 0);
        operation.state = next;
    }

    private void close(Effects<? super ClientEffect> effects) {
        closed = true;
        Pending operation;
        while ((operation = inHand.first()) != null) {
            operation.note(Refusal.CLIENT_CLOSED, "the client was closed");
            end(operation, operation.giveUp(), effects);
        }
        maps.close(effects);
    }

    private void learn(ClientReply reply, Peer peer) {
        long seen = 0;
        if (reply instanceof WriteReply.Applied applied) {
            seen = applied.sequence();
        } else if (reply instanceof WriteReply.Rejected rejected) {
            seen = rejected.currentSequence();
        } else if (reply instanceof ReadReply read) {
            seen = Math.max(
                    read.asOfSequence(), read.entry() == null ? 0 : read.entry().sequence());
        } else if (reply instanceof ScanReply scan) {
            seen = scan.asOfSequence();
        } else if (reply instanceof StatusReply status) {
            seen = status.highestIssued();
        } else if (reply instanceof MovesReply moves && moves.inOffice()) {
            maps.hint(moves.mapVersion(), peer);
        } else if (reply instanceof WriteReply.Unknown) {
            maps.hint(); // most often because the leadership moved on
        } else if (reply instanceof NotServed notServed) {
            maps.hint(notServed.mapVersion(), peer);
            if (notServed.reason() == NotServed.Reason.TAKING_OVER) {
                maps.hint(); // a leader that was just deposed may know nothing of the map that did it
            }
        }
        highest = Math.max(highest, seen);
    }

    private static long sooner(Pending operation, long nanos) {
        return nanos - operation.deadlineNanos < 0 ? nanos : operation.deadlineNanos;
    }
}
