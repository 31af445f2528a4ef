package io.ordinal.repl.transfer;

import io.ordinal.client.WriteOutcome;
import io.ordinal.repl.transfer.ImportResult.Ending;
import io.ordinal.repl.transfer.ImportWindow.Slot;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of a source, many at a time, in memory that does not grow with the source. One thread runs it; outcomes
 * come from any.
 */
public final class Importer {
    private static final long PROGRESS_NANOS = 200_000_000L;
    private static final long WAIT_MILLIS = 50;

    /** How long writes under way are waited for after somebody asked to stop. */
    private static final long FAREWELL_NANOS = 2_000_000_000L;

    private final RowSource source;
    private final ImportStore store;
    private final ImportListener listener;
    private final ImportPace pace;
    private final BooleanSupplier isInterrupted;
    private final LongSupplier nanoClock;
    private final LinkedBlockingQueue<Ended> outcomes = new LinkedBlockingQueue<>();
    private final SeenKeys keys = new SeenKeys(SeenKeys.MOST_KEYS);
    private final ImportWindow window;
    private boolean sourceEnded;
    private long rows;
    private long skipped;
    private long bad;
    private long duplicates;
    private long toldAtNanos;

    private record Ended(Slot slot, WriteOutcome outcome) {}

    /**
     * How fast, and how stubborn.
     *
     * @param maxInFlight rows under way at a time
     * @param patience how long nothing may be written before it gives up
     * @param skip so many rows from the first on were written by an earlier run
     */
    public record ImportPace(int maxInFlight, Duration patience, long skip) {}

    /** @param isInterrupted asked often; once it says so, nothing more is begun */
    public Importer(
            RowSource source,
            ImportStore store,
            ImportListener listener,
            ImportPace pace,
            BooleanSupplier isInterrupted,
            LongSupplier nanoClock) {
        this.source = source;
        this.store = store;
        this.listener = listener;
        this.pace = pace;
        this.isInterrupted = isInterrupted;
        this.nanoClock = nanoClock;
        this.window = new ImportWindow(pace.maxInFlight(), nanoClock.getAsLong());
        this.toldAtNanos = nanoClock.getAsLong();
    }

    /** Runs until the end, or until it cannot go on. */
    public ImportResult run() throws IOException, InterruptedException {
        while (true) {
            takeOutcomes();
            if (isInterrupted.getAsBoolean()) {
                return interrupted();
            }
            read();
            send();
            tell(false);
            if (sourceEnded && window.isEmpty()) {
                return result(Ending.FINISHED, "");
            }
            if (window.stuckNanos(nanoClock.getAsLong()) > pace.patience().toNanos()) {
                return result(Ending.STUCK, window.lastTrouble());
            }
            if (sourceEnded || !window.hasRoom()) {
                await();
            }
        }
    }

    /** Takes as many rows as have room. */
    private void read() throws IOException {
        long nowNanos = nanoClock.getAsLong();
        while (!sourceEnded && window.hasRoom()) {
            Row row = source.next();
            if (row == null) {
                sourceEnded = true;
                return;
            }
            rows++;
            take(row, nowNanos);
            if (rows % 1_024 == 0) {
                return;
            }
        }
    }

    private void take(Row row, long nowNanos) throws IOException {
        if (row instanceof Row.Bad unusable) {
            bad++;
            listener.bad(unusable);
            window.pass();
        } else if (row instanceof Row.Put put) {
            if (keys.meet(put.key())) {
                duplicates++;
            }
            if (rows <= pace.skip()) {
                skipped++;
                window.pass();
            } else {
                window.add(put, nowNanos);
            }
        }
    }

    private void send() {
        Slot next;
        while ((next = window.nextToSend(nanoClock.getAsLong())) != null) {
            Slot slot = next;
            store.put(slot.row(), outcome -> outcomes.add(new Ended(slot, outcome)));
        }
    }

    private void takeOutcomes() {
        Ended ended;
        while ((ended = outcomes.poll()) != null) {
            window.ended(ended.slot(), ended.outcome(), nanoClock.getAsLong());
        }
    }

    private void await() throws InterruptedException {
        take(outcomes.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS));
    }

    private void take(@Nullable Ended ended) {
        if (ended != null) {
            window.ended(ended.slot(), ended.outcome(), nanoClock.getAsLong());
        }
    }

    /** What was sent mostly ends soon: then it need not be sent again. */
    private ImportResult interrupted() throws IOException, InterruptedException {
        long sinceNanos = nanoClock.getAsLong();
        while (window.sent() > 0 && nanoClock.getAsLong() - sinceNanos < FAREWELL_NANOS) {
            await();
        }
        return result(Ending.INTERRUPTED, "it was interrupted");
    }

    private ImportResult result(Ending ending, String why) throws IOException {
        tell(true);
        return new ImportResult(ending, tally(), why, window.maybeApplied());
    }

    private void tell(boolean now) throws IOException {
        if (now || nanoClock.getAsLong() - toldAtNanos >= PROGRESS_NANOS) {
            toldAtNanos = nanoClock.getAsLong();
            listener.progress(tally());
        }
    }

    private ImportTally tally() {
        return new ImportTally(
                rows,
                window.applied(),
                skipped,
                bad,
                duplicates,
                keys.isFull(),
                window.retries(),
                window.prefix(),
                source.bytesRead(),
                window.lastTrouble());
    }
}
