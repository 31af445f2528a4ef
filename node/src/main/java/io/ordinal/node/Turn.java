package io.ordinal.node;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.Effects;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.Position;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One turn of the loop: what time it is, and where its effects go. What all ranges share is gathered until the turn
 * ends: one append and one table batch. Also keeps what is to be done when those are reported done.
 */
final class Turn {
    private long nowNanos;
    private long wallOffsetMillis;
    private Effects<? super NodeEffect> effects = effect -> {};

    private List<JournalRecord> appends = new ArrayList<>();
    private List<TableBatch.Change> changes = new ArrayList<>();
    private final List<NodeEffect> behindChanges = new ArrayList<>();
    private boolean heartbeatWanted;
    private long journalTicket = 1;
    private long tableTicket = 1;
    private long readTicket;
    private final Deque<Continuation> afterAppend = new ArrayDeque<>();
    private final Deque<Continuation> afterApply = new ArrayDeque<>();
    private final Map<Long, Consumer<NodeEvent>> afterRead = new HashMap<>();

    private record Continuation(long ticket, Runnable action) {}

    void begin(long now, Effects<? super NodeEffect> into) {
        nowNanos = now;
        effects = into;
    }

    long nowNanos() {
        return nowNanos;
    }

    void wallClockRead(long wallMillis) {
        wallOffsetMillis = wallMillis - nowNanos / 1_000_000;
    }

    long wallOffsetMillis() {
        return wallOffsetMillis;
    }

    long wallMillis() {
        return nowNanos / 1_000_000 + wallOffsetMillis;
    }

    void add(NodeEffect effect) {
        effects.add(effect);
    }

    void send(NodeId to, Message message) {
        effects.add(new NodeEffect.Send(to, message));
    }

    void reply(ReplyTo to, ClientReply reply) {
        effects.add(new NodeEffect.Reply(to, reply));
    }

    void append(JournalRecord fact) {
        appends.add(fact);
    }

    /** A leadership has begun, and serves no read before its first lease. */
    void wantHeartbeat() {
        heartbeatWanted = true;
    }

    /** Whether a heartbeat was wanted since this was last asked. */
    boolean takeHeartbeatWanted() {
        boolean wanted = heartbeatWanted;
        heartbeatWanted = false;
        return wanted;
    }

    /** Runs when everything appended so far, in this turn or before, is durable. */
    void whenDurable(Runnable action) {
        afterAppend.addLast(new Continuation(journalTicket, action));
    }

    void change(TableBatch.Change change) {
        changes.add(change);
    }

    /** Runs when everything changed so far, in this turn or before, is in the table. */
    void whenApplied(Runnable action) {
        afterApply.addLast(new Continuation(tableTicket, action));
    }

    /** Runs when everything changed so far, in this turn or before, is in the table's files. */
    void whenFlushed(Runnable action) {
        long ticket = ++readTicket;
        afterRead.put(ticket, event -> action.run());
        behindChanges.add(new NodeEffect.FlushTable(ticket));
    }

    void readEntry(RangeId range, Key key, Consumer<NodeEvent.EntryRead> then) {
        long ticket = ++readTicket;
        afterRead.put(ticket, event -> then.accept((NodeEvent.EntryRead) event));
        effects.add(new NodeEffect.ReadEntry(ticket, range, key));
    }

    void readLog(RangeId range, Position after, int maxBytes, LogReader then) {
        long ticket = ++readTicket;
        afterRead.put(ticket, event -> {
            NodeEvent.LogRead read = (NodeEvent.LogRead) event;
            then.read(read.records(), read.gone());
        });
        effects.add(new NodeEffect.ReadLog(ticket, range, after, maxBytes));
    }

    void readCopy(
            RangeId range,
            NodeId forPeer,
            long copy,
            @Nullable Key after,
            int maxBytes,
            Consumer<NodeEvent.CopyRead> then) {
        long ticket = ++readTicket;
        afterRead.put(ticket, event -> then.accept((NodeEvent.CopyRead) event));
        effects.add(new NodeEffect.ReadCopy(ticket, range, forPeer, copy, after, maxBytes));
    }

    /** Digests a range of the table as it is right behind this turn's batch. */
    void digest(RangeId range, TokenRange tokens, LongConsumer then) {
        long ticket = ++readTicket;
        afterRead.put(ticket, event -> then.accept(((NodeEvent.Digested) event).digest()));
        behindChanges.add(new NodeEffect.Digest(ticket, range, tokens));
    }

    void findTombstones(
            RangeId range,
            TokenRange tokens,
            long upToSequence,
            @Nullable Key after,
            int maxVisited,
            Consumer<Table.Tombstones> then) {
        long ticket = ++readTicket;
        afterRead.put(ticket, event -> then.accept(((NodeEvent.TombstonesFound) event).tombstones()));
        effects.add(new NodeEffect.FindTombstones(ticket, range, tokens, upToSequence, after, maxVisited));
    }

    /** Takes the records of a log that were read. */
    interface LogReader {
        void read(List<LogRecord> records, boolean gone);
    }

    void readDone(long ticket, NodeEvent event) {
        Consumer<NodeEvent> then = afterRead.remove(ticket);
        if (then != null) {
            then.accept(event);
        }
    }

    /** What was to be read cannot be had now; whoever wanted it asks again. */
    void readFailed(long ticket) {
        afterRead.remove(ticket);
    }

    void appended(long ticket) {
        runUpTo(ticket, afterAppend);
    }

    void applied(long ticket) {
        runUpTo(ticket, afterApply);
    }

    /** Begins a segment with {@code state}, behind what was handed out before. */
    void roll(List<JournalRecord> state) {
        effects.add(new NodeEffect.Roll(journalTicket++, state));
    }

    /** Hands out what was gathered. A segment is begun with {@code rollState} if it is not empty. */
    void end(List<JournalRecord> rollState) {
        if (!appends.isEmpty() || continuationWaits(afterAppend, journalTicket)) {
            effects.add(new NodeEffect.Append(journalTicket++, appends));
            appends = new ArrayList<>();
        }
        if (!rollState.isEmpty()) {
            roll(rollState);
        }
        if (!changes.isEmpty() || continuationWaits(afterApply, tableTicket)) {
            effects.add(new NodeEffect.Apply(tableTicket++, new TableBatch(changes)));
            changes = new ArrayList<>();
        }
        behindChanges.forEach(effects::add);
        behindChanges.clear();
    }

    private static boolean continuationWaits(Deque<Continuation> queue, long ticket) {
        return !queue.isEmpty() && queue.peekLast().ticket() == ticket;
    }

    private static void runUpTo(long ticket, Deque<Continuation> queue) {
        while (!queue.isEmpty() && queue.peekFirst().ticket() <= ticket) {
            queue.removeFirst().action().run();
        }
    }
}
