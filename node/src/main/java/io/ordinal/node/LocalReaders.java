package io.ordinal.node;

import io.ordinal.protocol.Position;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.ring.RangeId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** The reads that wait at a replica for a number, and how far the replica may say it has come. */
final class LocalReaders {
    private static final int MAX_WAITING = 1_000;

    private final RangeId range;
    private final Turn turn;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long closedSequence;
    private Position closedAt = Position.START;
    private long askedNanos;

    private record Waiting(ReplyTo to, ReadRequest request, long sequence, long deadlineNanos) {}

    LocalReaders(RangeId range, Turn turn) {
        this.range = range;
        this.turn = turn;
    }

    long closedSequence() {
        return closedSequence;
    }

    Position closedAt() {
        return closedAt;
    }

    void await(ReplyTo to, ReadRequest request, long sequence, Position applied) {
        if (reached(sequence, applied) || waiting.size() >= MAX_WAITING) {
            turn.add(new NodeEffect.ReadAgain(to, request));
            return;
        }
        long deadlineNanos = turn.nowNanos() + request.waitMillis() * 1_000_000L;
        if (waiting.isEmpty()) {
            askedNanos = turn.nowNanos();
        }
        waiting.addLast(new Waiting(to, request, sequence, deadlineNanos));
    }

    boolean areWaiting() {
        return !waiting.isEmpty();
    }

    /** A closed number is in force. Returns true if it is news. */
    boolean closed(long sequence, Position at) {
        if (sequence <= closedSequence) {
            return false;
        }
        closedSequence = sequence;
        closedAt = at;
        return true;
    }

    /** The highest number that is waited for, if it is time to ask for it again; else 0. */
    long unreached(long everyNanos) {
        if (waiting.isEmpty() || turn.nowNanos() - askedNanos < everyNanos) {
            return 0;
        }
        askedNanos = turn.nowNanos();
        return waiting.stream().mapToLong(Waiting::sequence).max().orElse(0);
    }

    void applied(Position applied) {
        release(applied, false);
    }

    /** The replica leaves: whoever waits is told to look anew. */
    void letGo() {
        waiting.forEach(reader -> turn.add(new NodeEffect.ReadAgain(reader.to(), reader.request())));
        waiting.clear();
    }

    void tick() {
        if (!waiting.isEmpty()) {
            release(Position.START, true);
        }
    }

    private void release(Position applied, boolean overdueOnly) {
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
            Waiting reader = each.next();
            boolean overdue = turn.nowNanos() - reader.deadlineNanos() >= 0;
            if (overdue || (!overdueOnly && reached(reader.sequence(), applied))) {
                each.remove();
                turn.add(new NodeEffect.ReadAgain(reader.to(), reader.request()));
            }
        }
    }

    private boolean reached(long sequence, Position applied) {
        return applied.sequence() >= sequence || (sequence <= closedSequence && !closedAt.isAfter(applied));
    }

    @Override
    public String toString() {
        return waiting.size() + " readers wait at " + range;
    }
}
