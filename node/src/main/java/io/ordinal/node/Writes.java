package io.ordinal.node;

import io.ordinal.protocol.Condition;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.protocol.RequestId;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.protocol.WriteReply;
import io.ordinal.protocol.WriteRequest;
import io.ordinal.ring.Key;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one range under one leadership: from being taken in, through their number and condition, to their
 * answer.
 *
 * <p>A condition is judged when the number is assigned, in number order, against the newest appended version: that of a
 * record in flight if there is one, else what the table had. A rejection is a linearizable read: it is answered only
 * under the lease, and only when the records it may rest on are applied.
 */
final class Writes {
    private static final WriteReply UNCONFIRMED =
            new WriteReply.Unknown("no majority has confirmed the write in time; it may still be applied");

    private final DurableRange durable;
    private final RetryMemory retries;
    private final GrantDesk grants;
    private final Turn turn;
    private final Leading leading;

    private final Map<RequestId, PendingWrite> byRequest = new LinkedHashMap<>();
    private final Map<Key, StoredEntry> inFlight = new HashMap<>();
    private final Map<Key, Watch> watches = new HashMap<>();
    private final Deque<Waiting> awaitingApply = new ArrayDeque<>();
    private final Set<PendingWrite> underWay = new LinkedHashSet<>();
    private boolean closed;
    private boolean sealed;

    /** The newest version of a key that conditional writes wait to be judged against. */
    private static final class Watch {
        private int waiting;
        private @Nullable StoredEntry newest;
    }

    /** An answer that is given when the table has reached a position. */
    private record Waiting(Position position, PendingWrite write, WriteReply reply, boolean logged) {}

    Writes(DurableRange durable, RetryMemory retries, GrantDesk grants, Turn turn, Leading leading) {
        this.durable = durable;
        this.retries = retries;
        this.grants = grants;
        this.turn = turn;
        this.leading = leading;
    }

    void take(ReplyTo asker, WriteRequest request, long mapVersion) {
        PendingWrite same = byRequest.get(request.request());
        if (same != null) {
            same.join(asker, request.attempt());
            return;
        }
        RetryRecord remembered = retries.find(request.request());
        if (remembered != null) {
            turn.reply(
                    asker,
                    remembered.applied()
                            ? new WriteReply.Applied(remembered.sequence())
                            : new WriteReply.Rejected(remembered.currentSequence()));
            return;
        }
        if (request.bornAfter() < retries.floor()) {
            turn.reply(
                    asker,
                    new NotServed(
                            NotServed.Reason.BORN_TOO_LONG_AGO,
                            mapVersion,
                            0,
                            "the range remembers its answers only after #" + retries.floor()));
            return;
        }
        PendingWrite write = PendingWrite.of(this, request, turn.nowNanos());
        write.join(asker, request.attempt());
        byRequest.put(request.request(), write);
        begin(write);
    }

    void expire(ReplyTo asker, ReadRequest read, long sequence) {
        PendingWrite write = PendingWrite.expiry(this, read, sequence, turn.nowNanos());
        write.join(asker, 1);
        begin(write);
    }

    private void begin(PendingWrite write) {
        underWay.add(write);
        grants.budget().taken(write.sizeBytes());
        if (write.condition() instanceof Condition.None) {
            grants.enqueue(write);
            return;
        }
        Watch watch = watches.computeIfAbsent(write.key(), key -> new Watch());
        if (watch.waiting++ == 0) {
            watch.newest = inFlight.get(write.key());
        }
        turn.readEntry(durable.range(), write.key(), read -> {
            write.stored(read.entry());
            grants.enqueue(write);
        });
    }

    /**
     * Gives a write its number, judges its condition and appends it.
     *
     * @return false if the number is too low for this range, so that the write needs another
     */
    boolean assign(PendingWrite write, long number) {
        if (closed || sealed || write.isAnswered()) {
            return true;
        }
        if (number <= leading.assignedFloor()) {
            return false;
        }
        long logTimeMillis = Math.max(durable.log().lastLogTimeMillis(), turn.wallMillis());
        StoredEntry newest = newest(write);
        unwatch(write);
        boolean live = newest != null && newest.isLiveAt(logTimeMillis);
        long current = live && newest != null ? newest.sequence() : 0;
        if (write.request() == null) {
            expire(write, newest, number, logTimeMillis);
        } else if (holds(write.condition(), current)) {
            appendWrite(write, write.request(), number, logTimeMillis);
        } else if (write.isRetry() || (newest != null && !newest.isTombstone() && !live)) {
            RequestId request = write.request().request();
            LogRecord record = leading.append(number, logTimeMillis, new LogRecord.Refused(request, current));
            answerWhenApplied(record.position(), write, new WriteReply.Rejected(current), true);
        } else {
            answerWhenApplied(durable.log().last(), write, new WriteReply.Rejected(current), false);
        }
        return true;
    }

    private void appendWrite(PendingWrite write, WriteRequest request, long number, long logTimeMillis) {
        LogRecord record =
                leading.append(number, logTimeMillis, new LogRecord.Write(request.request(), request.operation()));
        remember(Applier.after(request.operation(), number, logTimeMillis));
        answerWhenApplied(record.position(), write, new WriteReply.Applied(number), true);
    }

    private void expire(PendingWrite write, @Nullable StoredEntry newest, long number, long logTimeMillis) {
        boolean unchanged = newest != null
                && write.condition() instanceof Condition.VersionIs version
                && newest.sequence() == version.sequence()
                && !newest.isTombstone()
                && !newest.isLiveAt(logTimeMillis);
        if (unchanged) {
            leading.append(number, logTimeMillis, new LogRecord.Expire(write.key()));
            remember(new StoredEntry(write.key(), null, number, 0));
        }
        answerWhenApplied(durable.log().last(), write, new WriteReply.Applied(number), true);
    }

    private static boolean holds(Condition condition, long current) {
        if (condition instanceof Condition.VersionIs version) {
            return current == version.sequence();
        }
        return condition instanceof Condition.None || current == 0;
    }

    private @Nullable StoredEntry newest(PendingWrite write) {
        StoredEntry flying = inFlight.get(write.key());
        if (flying != null) {
            return flying;
        }
        Watch watch = watches.get(write.key());
        return watch != null && watch.newest != null ? watch.newest : write.stored();
    }

    private void unwatch(PendingWrite write) {
        Watch watch = watches.get(write.key());
        if (watch != null && !(write.condition() instanceof Condition.None) && --watch.waiting == 0) {
            watches.remove(write.key());
        }
    }

    private void remember(StoredEntry entry) {
        inFlight.put(entry.key(), entry);
        Watch watch = watches.get(entry.key());
        if (watch != null) {
            watch.newest = entry;
        }
    }

    private void answerWhenApplied(Position position, PendingWrite write, WriteReply reply, boolean logged) {
        awaitingApply.addLast(new Waiting(position, write, reply, logged));
        leading.touched();
    }

    /** Whether an answer waits only for the table to be where it is. */
    boolean isAnswerable(Position applied) {
        return !awaitingApply.isEmpty() && !awaitingApply.peekFirst().position().isAfter(applied);
    }

    /** Answers what the table has reached, rejections only while the lease holds. */
    void applied(Position applied, boolean leased, long mapVersion) {
        while (!awaitingApply.isEmpty() && !awaitingApply.peekFirst().position().isAfter(applied)) {
            Waiting waiting = awaitingApply.removeFirst();
            PendingWrite write = waiting.write();
            inFlight.computeIfPresent(
                    write.key(), (key, entry) -> entry.sequence() <= applied.sequence() ? null : entry);
            if (!waiting.logged() && !leased) {
                write.answer(noQuorum(mapVersion), turn);
            } else if (!waiting.logged() && write.isRetry()) {
                write.answer(judgeAgain(mapVersion), turn);
            } else {
                write.answer(waiting.reply(), turn);
            }
            forget(write);
        }
    }

    /** Tells those who have waited for a majority since before then; what they asked for goes on. */
    void giveUpWaiting(long beforeNanos, long mapVersion) {
        for (Waiting waiting : awaitingApply) {
            PendingWrite write = waiting.write();
            if (write.sinceNanos() - beforeNanos <= 0) {
                write.answer(waiting.logged() ? UNCONFIRMED : noQuorum(mapVersion), turn);
            }
        }
    }

    /** No number was to be had for this write in time. */
    void refuse(PendingWrite write, NotServed why) {
        unwatch(write);
        write.answer(why, turn);
        forget(write);
    }

    /** Whether the leadership is over. */
    boolean isClosed() {
        return closed;
    }

    /** The leadership is over. What was appended has an unknown fate; everything else was certainly not run. */
    void close(NotServed notRun) {
        closed = true;
        for (Waiting waiting : awaitingApply) {
            PendingWrite write = waiting.write();
            if (!waiting.logged()) {
                write.answer(notRun, turn);
            } else {
                write.answer(
                        new WriteReply.Unknown(
                                "the leadership of the range moved on; ask its new leader", notRun.leader()),
                        turn);
            }
        }
        awaitingApply.clear();
        for (PendingWrite write : underWay) {
            if (!write.isAnswered()) {
                write.answer(notRun, turn);
            }
        }
        grants.budget()
                .done(
                        underWay.size(),
                        underWay.stream().mapToLong(PendingWrite::sizeBytes).sum());
        underWay.clear();
        byRequest.clear();
    }

    /** No number is given any more. What was appended is answered as it is applied; everything else was not run. */
    void seal(NotServed notRun) {
        sealed = true;
        Set<PendingWrite> decided = new HashSet<>();
        awaitingApply.forEach(waiting -> decided.add(waiting.write()));
        for (PendingWrite write : List.copyOf(underWay)) {
            if (!decided.contains(write)) {
                if (!write.isAnswered()) {
                    write.answer(notRun, turn);
                }
                forget(write);
            }
        }
    }

    /**
     * A retry joined an attempt that was refused without a record. Another attempt may still be on its way and would be
     * judged afresh, so the refusal is not final: the next attempt will leave a record.
     */
    private static NotServed judgeAgain(long mapVersion) {
        return new NotServed(
                NotServed.Reason.TAKING_OVER, mapVersion, 0, "several attempts of this request met; ask once more");
    }

    static NotServed noQuorum(long mapVersion) {
        return new NotServed(
                NotServed.Reason.NO_QUORUM,
                mapVersion,
                200,
                "too few members of the range answer; it is read-only until they do");
    }

    private void forget(PendingWrite write) {
        if (underWay.remove(write)) {
            grants.budget().done(1, write.sizeBytes());
        }
        WriteRequest request = write.request();
        if (request != null) {
            byRequest.remove(request.request(), write);
        }
    }
}
