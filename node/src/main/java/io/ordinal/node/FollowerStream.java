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
        /** The follower was told to take a copy. */
        COPYING
    }

    /** A message under way: where its records end, and what they weigh. */
    private record Sent(Position end, long bytes) {}

    private final NodeId follower;
    private final long epoch;
    private final DurableRange durable;
    private final NodeTimes times;
    private final NodeLimits limits;
    private final Turn turn;

    private State state = State.PROBING;
    private Position matched = Position.START;
    /** What is in both logs, by the follower's own word. It may not be on its disk yet. */
    private Position agreed = Position.START;

    private Position next = Position.START;
    private final Deque<Sent> unacked = new ArrayDeque<>();
    private long unackedBytes;
    private long toldClosed;
    private long acceptedClosed;
    private long sentNanos;
    private long progressNanos;
    private boolean sentAnything;

    /** The follower asked where it stands: it is told, even if there is nothing to send. */
    private boolean owesMessage;

    FollowerStream(NodeId follower, long epoch, DurableRange durable, NodeTimes times, NodeLimits limits, Turn turn) {
        this.follower = follower;
        this.epoch = epoch;
        this.durable = durable;
        this.times = times;
        this.limits = limits;
        this.turn = turn;
        this.progressNanos = turn.nowNanos();
    }

    /** The highest position that the follower holds durably and in agreement. */
    Position matched() {
        return matched;
    }

    /** The follower said where it is when it promised: the stream begins there. */
    void startFrom(Position last, List<EpochStart> history) {
        agreed = durable.history().lastCommon(durable.log().last(), history, last);
        rewindTo(agreed);
    }

    void acknowledged(Position durablePosition, long closed) {
        acceptedClosed = Math.max(acceptedClosed, closed);
        boolean progress = durablePosition.isAfter(matched);
        matched = Position.max(matched, durablePosition);
        // A late mismatch may have rewound below what was matched: what is sent again is acknowledged again.
        while (!unacked.isEmpty() && !unacked.peekFirst().end().isAfter(durablePosition)) {
            unackedBytes -= unacked.removeFirst().bytes();
            progress = true;
        }
        if (progress) {
            progressNanos = turn.nowNanos();
        }
        if (state == State.PROBING || state == State.COPYING) {
            rewindTo(durablePosition);
        } else if (durablePosition.isAfter(next)) {
            next = durablePosition;
        }
    }

    void mismatched(Position last, List<EpochStart> history) {
        boolean rewoundJustNow = state == State.STREAMING && turn.nowNanos() - progressNanos < times.resendNanos() / 4;
        if (state != State.READING && !rewoundJustNow) {
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
                boolean awaitsAck = next.isAfter(matched) || !unacked.isEmpty();
                if (awaitsAck && nowNanos - progressNanos >= times.resendNanos()) {
                    rewindTo(Position.max(matched, agreed));
                    owesMessage = true;
                }
                stream(closing);
            }
            case COPYING -> {
                if (nowNanos - sentNanos >= 10 * times.resendNanos()) {
                    state = State.PROBING;
                }
            }
            case READING -> {}
        }
    }

    private void stream(Closing closing) {
        Position last = durable.log().last();
        while (last.isAfter(next) && unackedBytes < limits.unackedBytes()) {
            Optional<List<LogRecord>> records = durable.log().after(next, limits.messageBytes());
            if (records.isEmpty()) {
                readFromJournal(closing);
                return;
            }
            send(next, records.get(), closing);
        }
        boolean closedIsUnheard =
                closing.proposed() > acceptedClosed && turn.nowNanos() - sentNanos >= times.resendNanos();
        boolean closedIsNews = closing.proposed() > toldClosed || closedIsUnheard;
        if ((owesMessage || closedIsNews) && !last.isAfter(next)) {
            send(next, List.of(), closing);
        }
    }

    private void readFromJournal(Closing closing) {
        state = State.READING;
        Position from = next;
        turn.readLog(durable.range(), from, limits.messageBytes(), (records, gone) -> {
            if (state != State.READING) {
                return;
            }
            if (!from.equals(next)) {
                state = State.STREAMING; // a late acknowledgement overtook what was read
            } else if (gone || records.isEmpty()) {
                state = State.COPYING;
                // A follower that has restarted takes a copy only from the leader of an epoch that it knows of.
                send(durable.log().last(), List.of(), closing);
                turn.send(follower, new LogPage(durable.range(), epoch, from, List.of(), true));
            } else {
                state = State.STREAMING;
                send(from, records, closing);
            }
        });
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
            long bytes = records.stream().mapToLong(RangeLog::sizeOf).sum();
            unacked.addLast(new Sent(next, bytes));
            unackedBytes += bytes;
        }
    }

    private void rewindTo(Position position) {
        state = State.STREAMING;
        next = position;
        unacked.clear();
        unackedBytes = 0;
        toldClosed = 0;
        progressNanos = turn.nowNanos();
    }
}
