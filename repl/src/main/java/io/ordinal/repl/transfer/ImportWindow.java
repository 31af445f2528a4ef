package io.ordinal.repl.transfer;

import io.ordinal.client.WriteOutcome;
import io.ordinal.ring.Key;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows between the first that is not written yet and the last that was read. For one thread; time is an argument.
 *
 * <pre>
 *   row     1 2 3 4 5 6 7 8 9          d written, or bad      s sent
 *           d d d|s d s w s            w waits: row 4 or 6 has the same key
 *            prefix
 * </pre>
 *
 * <p>Of the rows of one key one at a time is sent, in their order: two writes of a key that are in flight together may
 * pass each other, and the later row must win. A write that was not done, or whose outcome is unknown, is sent again:
 * no other row of that key is under way, so the same value a second time does no harm.
 */
final class ImportWindow {
    /** How long a row that was not done rests before it is sent again. */
    static final long REST_NANOS = 200_000_000L;

    /** What rows under way may take of memory together, over the one that exceeds it. */
    static final long MAX_BYTES = 32L << 20;

    /** How many rows the window may be long, for each that may be sent: written ones behind a slow one stand in it too. */
    private static final int LENGTH_FACTOR = 16;

    private final int maxInFlight;
    private final ArrayDeque<Slot> slots = new ArrayDeque<>();
    private final Map<Key, ArrayDeque<Slot>> open = new HashMap<>();
    private final ArrayDeque<Slot> ready = new ArrayDeque<>();
    private final ArrayDeque<Slot> resting = new ArrayDeque<>();
    private int openRows;
    private int sentRows;
    private long openBytes;
    private long prefix;
    private long applied;
    private long retries;
    private long lastProgressNanos;
    private String lastTrouble = "";

    /** A row in its place. */
    static final class Slot {
        private final Row.@Nullable Put row;
        private boolean done;
        private boolean maybeApplied;
        private long restsUntilNanos;

        private Slot(Row.@Nullable Put row) {
            this.row = row;
            this.done = row == null;
        }

        Row.Put row() {
            if (row == null) {
                throw new IllegalStateException("a row that is not written is sent");
            }
            return row;
        }
    }

    /** @param maxInFlight how many rows may be under way at a time */
    ImportWindow(int maxInFlight, long nowNanos) {
        this.maxInFlight = maxInFlight;
        this.lastProgressNanos = nowNanos;
    }

    boolean hasRoom() {
        return openRows < maxInFlight && openBytes < MAX_BYTES && slots.size() < maxInFlight * LENGTH_FACTOR;
    }

    /** The next row of the file, to be written. */
    void add(Row.Put row, long nowNanos) {
        if (openRows == 0) {
            lastProgressNanos = nowNanos;
        }
        Slot slot = new Slot(row);
        slots.add(slot);
        openRows++;
        openBytes += row.sizeBytes();
        ArrayDeque<Slot> ofKey = open.computeIfAbsent(row.key(), key -> new ArrayDeque<>(1));
        ofKey.add(slot);
        if (ofKey.size() == 1) {
            ready.add(slot);
        }
    }

    /** The next row of the file, not to be written: it is bad, or was written by an earlier run. */
    void pass() {
        slots.add(new Slot(null));
        advance();
    }

    /** A row that is to be sent now, and counts as sent; null if there is none. */
    @Nullable
    Slot nextToSend(long nowNanos) {
        Slot rested = resting.peek();
        Slot next = rested != null && nowNanos - rested.restsUntilNanos >= 0 ? resting.poll() : ready.poll();
        if (next != null) {
            sentRows++;
        }
        return next;
    }

    /** A row that was sent ended so. */
    void ended(Slot slot, WriteOutcome outcome, long nowNanos) {
        sentRows--;
        if (outcome instanceof WriteOutcome.Applied) {
            applied++;
            lastProgressNanos = nowNanos;
            lastTrouble = "";
            finish(slot);
            return;
        }
        retries++;
        slot.maybeApplied |= outcome instanceof WriteOutcome.Unknown;
        lastTrouble = outcome instanceof WriteOutcome.NotDone notDone
                ? notDone.why() + "; " + notDone.reason().nextStep()
                : outcome.why();
        slot.restsUntilNanos = nowNanos + REST_NANOS;
        resting.add(slot);
    }

    private void finish(Slot slot) {
        slot.done = true;
        openRows--;
        openBytes -= slot.row().sizeBytes();
        Key key = slot.row().key();
        ArrayDeque<Slot> ofKey = open.get(key);
        if (ofKey == null || ofKey.poll() != slot) {
            throw new IllegalStateException("a row was sent before an earlier one of its key ended");
        }
        if (ofKey.isEmpty()) {
            open.remove(key);
        } else {
            ready.add(ofKey.getFirst());
        }
        advance();
    }

    private void advance() {
        while (!slots.isEmpty() && slots.getFirst().done) {
            slots.removeFirst();
            prefix++;
        }
    }

    /** How many rows from the first on are behind us without a gap: an interrupted import goes on after them. */
    long prefix() {
        return prefix;
    }

    long applied() {
        return applied;
    }

    long retries() {
        return retries;
    }

    /** Whether nothing is left to be written. */
    boolean isEmpty() {
        return openRows == 0;
    }

    /** Rows whose outcome is awaited. */
    int sent() {
        return sentRows;
    }

    /** Rows that are not known to be written, though some try at them may have been. */
    long maybeApplied() {
        return slots.stream().filter(slot -> !slot.done && slot.maybeApplied).count();
    }

    /** How long nothing has been written, though there was something to write. */
    long stuckNanos(long nowNanos) {
        return openRows == 0 ? 0 : nowNanos - lastProgressNanos;
    }

    /** Why the last try failed, and what to do; empty if a later one worked. */
    String lastTrouble() {
        return lastTrouble;
    }
}
