package io.ordinal.launcher.chaos;

import io.ordinal.ring.Key;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** Counts operations and how long they took, a phase at a time. Any thread counts; one thread at a time takes phases. */
final class PhaseTally {
    private static final long MAX_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final int DIGITS = 3;

    private final Recorder nanos = new Recorder(MAX_NANOS, DIGITS);
    private final LongAdder failed = new LongAdder();
    private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();
    private final AtomicReference<@Nullable Slowest> slowest = new AtomicReference<>();

    /**
     * The operations of a phase.
     *
     * @param nanos of all that ended, from when each was due
     * @param failed those that were not answered, and those that could not even begin
     * @param firstTrouble why the first of them failed; null if none has
     * @param slowest null if none ended
     */
    record Operations(
            Histogram nanos,
            long failed,
            @Nullable String firstTrouble,
            @Nullable Slowest slowest) {
        long count() {
            return nanos.getTotalCount();
        }

        double millisAt(double percentile) {
            return nanos.getValueAtPercentile(percentile) / 1e6;
        }

        double maxMillis() {
            return nanos.getMaxValue() / 1e6;
        }
    }

    /** The operation that took longest: which key's it was, and when it ended. */
    record Slowest(Key key, long tookNanos, long endedNanos) {}

    void answered(Key key, long dueNanos) {
        ended(key, dueNanos);
    }

    void failed(Key key, long dueNanos, String why) {
        ended(key, dueNanos);
        failed.increment();
        trouble.compareAndSet(null, why);
    }

    /** An operation was due, and could not begin: too many were under way. */
    void notStarted() {
        failed.increment();
        trouble.compareAndSet(null, "it was not begun, since too many were under way");
    }

    private void ended(Key key, long dueNanos) {
        long endedNanos = System.nanoTime();
        long tookNanos = endedNanos - dueNanos;
        nanos.recordValue(Math.min(tookNanos, MAX_NANOS));
        slowest.accumulateAndGet(
                new Slowest(key, tookNanos, endedNanos),
                (last, now) -> last == null || now.tookNanos > last.tookNanos ? now : last);
    }

    /** What ended since the last call, or since the beginning. */
    Operations take() {
        return new Operations(
                nanos.getIntervalHistogram(), failed.sumThenReset(), trouble.getAndSet(null), slowest.getAndSet(null));
    }
}
