package io.ordinal.node;

import io.ordinal.protocol.Grant;
import io.ordinal.protocol.GrantRefused;
import io.ordinal.protocol.GrantRequest;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.NotServed;
import io.ordinal.ring.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a node's writes wait for their numbers, over all ranges.
 *
 * <p>One request is in flight; it asks for as many numbers as writes are waiting, and its grant serves those writes and
 * no others. So a number is always issued after its write had begun, and of two writes that do not overlap the later one
 * has the higher number. Numbers that are left over, or came too late, are dropped.
 */
final class GrantDesk {
    private final NodeTimes times;
    private final NodeLimits limits;
    private final Turn turn;
    private final WriteBudget budget;

    private final Deque<Numbered> waiting = new ArrayDeque<>();
    private @Nullable InFlight inFlight;
    private @Nullable NodeId sequencer;
    private Marks marks;
    private long highestIssued;
    private long request;
    private long askedNanos;
    private long heardNanos;
    private long suspectedNanos;
    private boolean numbersFlow;
    private boolean diskFull;

    private record InFlight(long request, long sentNanos, List<Numbered> writes) {}

    /** @param firstRequest above the names of all requests of the node's earlier runs, whose grants may still come */
    GrantDesk(NodeTimes times, NodeLimits limits, Turn turn, Marks marks, long firstRequest) {
        this.request = firstRequest & Long.MAX_VALUE;
        this.times = times;
        this.limits = limits;
        this.turn = turn;
        this.budget = new WriteBudget(limits, turn.nowNanos());
        this.marks = marks;
        // The clock may stand anywhere, below zero too: a field that was never set is no time.
        this.askedNanos = turn.nowNanos() - times.sequencerPollNanos();
        this.heardNanos = turn.nowNanos() - 2 * times.refuseNanos();
        this.suspectedNanos = turn.nowNanos() - times.resendNanos();
    }

    /** The highest number known to be issued to anybody. */
    long highestIssued() {
        return highestIssued;
    }

    long term() {
        return marks.term();
    }

    Marks marks() {
        return marks;
    }

    /** The writes on their way through this node. */
    WriteBudget budget() {
        return budget;
    }

    /** Whether numbers have not come for so long that writes are refused. */
    boolean isDry() {
        return !numbersFlow && turn.nowNanos() - heardNanos > times.refuseNanos();
    }

    /** Whether the node's disk has no room for more than it must take. */
    void diskFull(boolean full) {
        diskFull = full;
    }

    /** Whether there are numbers, and room, for what nobody waits for. */
    boolean takesHousekeeping() {
        return numbersFlow && !diskFull;
    }

    void enqueue(Numbered write) {
        waiting.addLast(write);
    }

    /** The sequencer record names a holder, who may be the same as before. */
    void sequencerSeen(long term, NodeId holder, long zxid) {
        if (term < marks.term()) {
            return;
        }
        if (!holder.equals(sequencer) || term > marks.term()) {
            sequencer = holder;
            heardNanos = turn.nowNanos();
            giveBack();
        }
        raise(new Marks(marks.mapZxid(), zxid, term, marks.sequence()));
    }

    void mapSeen(long zxid) {
        raise(new Marks(zxid, marks.sequencerZxid(), marks.term(), marks.sequence()));
    }

    void granted(NodeId from, Grant grant) {
        InFlight asked = inFlight;
        if (asked == null || asked.request() != grant.request() || !from.equals(sequencer)) {
            return;
        }
        boolean late = turn.nowNanos() - asked.sentNanos() > times.grantMarginNanos();
        if (late || grant.term() < marks.term()) {
            giveBack();
            return;
        }
        inFlight = null;
        heardNanos = turn.nowNanos();
        numbersFlow = true;
        highestIssued = Math.max(highestIssued, grant.highestIssued());
        raise(new Marks(marks.mapZxid(), marks.sequencerZxid(), grant.term(), marks.sequence()));
        List<Numbered> again = new ArrayList<>();
        long number = grant.first();
        long end = grant.first() + grant.count();
        for (Numbered write : asked.writes()) {
            if (number == end || !write.assign(number++)) {
                again.add(write);
            }
        }
        for (int i = again.size() - 1; i >= 0; i--) {
            waiting.addFirst(again.get(i));
        }
        marks = marks.max(new Marks(0, 0, 0, Math.max(0, number - 1)));
    }

    void refused(NodeId from, GrantRefused refusal) {
        if (inFlight == null || inFlight.request() != refusal.request()) {
            return;
        }
        giveBack();
        numbersFlow = false;
        boolean isAlive = refusal.reason() == GrantRefused.Reason.WAITING_FOR_PREDECESSOR
                || refusal.reason() == GrantRefused.Reason.OUT_OF_NUMBERS;
        if (isAlive) {
            heardNanos = turn.nowNanos();
        } else if (from.equals(sequencer) && refusal.term() <= marks.term()) {
            suspect();
        }
    }

    void peerLost(NodeId peer) {
        if (peer.equals(sequencer)) {
            giveBack();
            suspect();
        }
    }

    void tick(long mapVersion) {
        long nowNanos = turn.nowNanos();
        budget.tick(nowNanos);
        if (inFlight != null && nowNanos - inFlight.sentNanos() > times.grantMarginNanos()) {
            giveBack();
        }
        if (sequencer != null && nowNanos - heardNanos > times.silenceNanos()) {
            numbersFlow = false;
            suspect();
        }
        refuseOverdue(mapVersion);
        boolean pollIsDue = nowNanos - askedNanos >= times.sequencerPollNanos();
        if (inFlight == null && sequencer != null && (pollIsDue || (!waiting.isEmpty() && numbersFlow))) {
            ask(sequencer);
        }
    }

    private void ask(NodeId holder) {
        List<Numbered> writes = new ArrayList<>(Math.min(waiting.size(), limits.grantCount()));
        while (writes.size() < limits.grantCount() && !waiting.isEmpty()) {
            Numbered write = waiting.removeFirst();
            if (!write.isAnswered()) {
                writes.add(write);
            }
        }
        askedNanos = turn.nowNanos();
        inFlight = new InFlight(++request, askedNanos, writes);
        turn.send(holder, new GrantRequest(request, writes.size(), marks));
    }

    /** The request in flight has failed: its writes wait for another, and an answer that still comes is dropped. */
    private void giveBack() {
        InFlight asked = inFlight;
        if (asked == null) {
            return;
        }
        inFlight = null;
        for (int i = asked.writes().size() - 1; i >= 0; i--) {
            waiting.addFirst(asked.writes().get(i));
        }
    }

    private void refuseOverdue(long mapVersion) {
        long beforeNanos = turn.nowNanos() - times.refuseNanos();
        while (!waiting.isEmpty() && waiting.peekFirst().sinceNanos() - beforeNanos < 0) {
            Numbered write = waiting.removeFirst();
            if (!write.isAnswered()) {
                write.refuse(noSequencer(mapVersion));
            }
        }
    }

    static NotServed noSequencer(long mapVersion) {
        return new NotServed(
                NotServed.Reason.NO_SEQUENCER,
                mapVersion,
                200,
                "no sequence numbers are to be had; the store is read-only until a sequencer is in office");
    }

    private void suspect() {
        if (turn.nowNanos() - suspectedNanos >= times.resendNanos()) {
            suspectedNanos = turn.nowNanos();
            turn.add(new NodeEffect.SuspectSequencer(marks.term()));
        }
    }

    private void raise(Marks seen) {
        Marks raised = marks.max(seen);
        boolean worthKeeping = raised.term() > marks.term() || raised.mapZxid() > marks.mapZxid();
        marks = raised;
        if (worthKeeping) {
            turn.append(new JournalRecord.MarksRaised(marks));
            turn.add(new NodeEffect.MarksSeen(marks));
        }
    }
}
