package io.ordinal.node;

import io.ordinal.protocol.EpochStart;
import io.ordinal.protocol.LogPage;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.Replicate;
import io.ordinal.ring.NodeId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What a leader sends to one follower of one range: first it finds out where their logs agree, then it streams what
 * follows, from memory, else from the journal; where that begins too late, it has the follower take a copy.
 */
final class FollowerStream {
    private enum State {
        /** Not known where the logs agree: asking with an empty message. */
        PROBING,
        STREAMING,
        /** Records are being fetched from the journal. */
        READING,
        /** The follower was told to take a copy, or asked for it. */
        COPYING,
        /** The leadership is over, or the follower is no member any more: nothing is sent. */
        ENDED
    }

    /** What is sent to a follower that does not answer: enough to hear of it when it does, whyever it did not. */
    private static final int CAUTIOUS_BYTES = 16 << 10;

    /** A message under way: where its records end, and what they weigh. */
    private record Sent(Position end, long bytes) {}

    private final NodeId follower;
    private final long epoch;
    private final DurableRange durable;
    private final NodeTimes times;
    private final NodeLimits limits;
    private final Turn turn;
    private final SendWindow window;
    private final Runnable touch;

    private State state = State.PROBING;
    private Position matched = Position.START;
    private Position next = Position.START;

    /** Where the logs were last found to agree: what is lost on the way is sent again from here. */
    private Position common = Position.START;

    private final Deque<Sent> unacked = new ArrayDeque<>();
    private long unackedBytes;
    private long toldClosed;
    private long acceptedClosed;
    private long sentNanos;
    private long progressNanos;
    private boolean sentAnything;

    /** Nothing was acknowledged in time: one small message at a time, until something is. */
    private boolean cautious;

    /** The follower asked where it stands: it is told, even if there is nothing to send. */
    private boolean owesMessage;

    /**
     * @param window what all ranges have under way to the follower
     * @param touch sees to it that {@link #pump} is called soon
     */
    FollowerStream(
            NodeId follower,
            long epoch,
            DurableRange durable,
            NodeTimes times,
            NodeLimits limits,
            Turn turn,
            SendWindow window,
            Runnable touch) {
        this.follower = follower;
        this.epoch = epoch;
        this.durable = durable;
        this.times = times;
        this.limits = limits;
        this.turn = turn;
        this.window = window;
        this.touch = touch;
        this.progressNanos = turn.nowNanos();
    }

    NodeId follower() {
        return follower;
    }

    /** Sends nothing more, and leaves the window to the others. */
    void end() {
        state = State.ENDED;
        forgetUnacked();
        window.leave(this);
    }

    /** The highest position that the follower holds durably and in agreement. */
    Position matched() {
        return matched;
    }

    /** Whether the follower takes a copy, or may take one: it has not been heard to follow the log since. */
    boolean mayBeCopying() {
        return state == State.COPYING || state == State.PROBING;
    }

    /** The follower asked for a page of a copy: until it has the whole, it takes no records. */
    void copyAsked() {
        state = State.COPYING;
        sentNanos = turn.nowNanos();
    }

    /** What the follower has is wrong: it is to throw it away, and to take the range anew. */
    void copyAgain() {
        if (state != State.ENDED) {
            tellToCopy(durable.log().last());
        }
    }

    /** The follower said where it is when it promised: the stream begins there. */
    void startFrom(Position last, List<EpochStart> history) {
        common = durable.history().lastCommon(durable.log().last(), history, last);
        rewindTo(common);
    }

    void acknowledged(Position durablePosition, long closed) {
        acceptedClosed = Math.max(acceptedClosed, closed);
        boolean progress = durablePosition.isAfter(matched);
        matched = Position.max(matched, durablePosition);
        // A late mismatch may have rewound below what was matched: what is sent again is acknowledged again.
        while (!unacked.isEmpty() && !unacked.peekFirst().end().isAfter(durablePosition)) {
            long bytes = unacked.removeFirst().bytes();
            unackedBytes -= bytes;
            window.released(bytes);
            progress = true;
        }
        if (progress) {
            progressNanos = turn.nowNanos();
            cautious = false;
        }
        if (state == State.PROBING || state == State.COPYING) {
            rewindTo(durablePosition);
        } else if (durablePosition.isAfter(next)) {
            next = durablePosition;
        }
    }

    void mismatched(Position last, List<EpochStart> history) {
        boolean rewoundJustNow =
                state == State.STREAMING && !cautious && turn.nowNanos() - progressNanos < times.resendNanos() / 4;
        if (state != State.READING && state != State.ENDED && !rewoundJustNow) {
            startFrom(last, history);
            owesMessage = true;
        }
    }

    /** Sends what there is to send and fits. */
    void pump(Closing closing) {
        long nowNanos = turn.nowNanos();
        switch (state) {
            case PROBING -> {
                if (!sentAnything || nowNanos - sentNanos >= times.resendNanos()) {
                    send(durable.log().last(), List.of(), closing);
                }
            }
            case STREAMING -> {
                // That the logs agree does not say that the follower's is on its disk: only its word counts.
                boolean awaitsAck = next.isAfter(matched) || !unacked.isEmpty();
                if (awaitsAck && nowNanos - progressNanos >= times.resendNanos()) {
                    rewindTo(Position.max(matched, common));
                    cautious = true;
                    owesMessage = true;
                }
                stream(closing);
            }
            case COPYING -> {
                if (nowNanos - sentNanos >= 10 * times.resendNanos()) {
                    state = State.PROBING;
                }
            }
            case READING, ENDED -> {}
        }
    }

    private void stream(Closing closing) {
        Position last = durable.log().last();
        while (last.isAfter(next) && hasRoom()) {
            if (!window.admits(this, touch)) {
                return;
            }
            Optional<List<LogRecord>> records = durable.log().after(next, maxBytes());
            if (records.isEmpty()) {
                readFromJournal(closing);
                return;
            }
            send(next, records.get(), closing);
        }
        window.leave(this);
        boolean closedIsUnheard =
                closing.proposed() > acceptedClosed && turn.nowNanos() - sentNanos >= times.resendNanos();
        boolean closedIsNews = closing.proposed() > toldClosed || closedIsUnheard;
        if ((owesMessage || closedIsNews) && !last.isAfter(next)) {
            send(next, List.of(), closing);
        }
    }

    private boolean hasRoom() {
        return cautious ? unacked.isEmpty() : unackedBytes < limits.unackedBytes();
    }

    private int maxBytes() {
        return cautious ? Math.min(CAUTIOUS_BYTES, limits.messageBytes()) : limits.messageBytes();
    }

    private void readFromJournal(Closing closing) {
        state = State.READING;
        Position from = next;
        turn.readLog(durable.range(), from, maxBytes(), (records, gone) -> {
            if (state != State.READING) {
                return;
            }
            if (!from.equals(next)) {
                state = State.STREAMING; // a late acknowledgement overtook what was read
            } else if (gone || records.isEmpty()) {
                // One that has restarted may not know of this epoch, and takes copies from a leader that it knows only.
                send(durable.log().last(), List.of(), closing);
                tellToCopy(from);
            } else {
                state = State.STREAMING;
                send(from, records, closing);
            }
        });
    }

    private void tellToCopy(Position after) {
        state = State.COPYING;
        turn.send(follower, new LogPage(durable.range(), epoch, after, List.of(), true));
    }

    private void send(Position previous, List<LogRecord> records, Closing closing) {
        turn.send(
                follower,
                new Replicate(
                        durable.range(),
                        epoch,
                        previous,
                        records,
                        durable.commit(),
                        closing.proposed(),
                        closing.inForce(),
                        closing.inForceAt()));
        sentAnything = true;
        owesMessage = false;
        sentNanos = turn.nowNanos();
        toldClosed = closing.proposed();
        if (!records.isEmpty()) {
            if (!next.isAfter(matched)) {
                progressNanos = turn.nowNanos();
            }
            next = records.get(records.size() - 1).position();
            long bytes = RangeLog.sizeOf(records);
            unacked.addLast(new Sent(next, bytes));
            unackedBytes += bytes;
            window.sent(bytes);
        }
    }

    private void rewindTo(Position position) {
        state = State.STREAMING;
        next = position;
        cautious = false;
        forgetUnacked();
        toldClosed = 0;
        progressNanos = turn.nowNanos();
    }

    private void forgetUnacked() {
        window.released(unackedBytes);
        unacked.clear();
        unackedBytes = 0;
    }
}
