package io.ordinal.launcher.load;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** Counts how operations end and how long they took. Any thread records; one thread at a time takes intervals. */
final class Tally {
    private static final long MAX_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final int DIGITS = 3;

    private final Recorder writes = new Recorder(MAX_NANOS, DIGITS);
    private final Recorder reads = new Recorder(MAX_NANOS, DIGITS);
    private final Recorder refusals = new Recorder(MAX_NANOS, DIGITS);
    private final Map<Ending, LongAdder> endings = new EnumMap<>(Ending.class);
    private final AtomicReference<@Nullable String> trouble = new AtomicReference<>();
    private long sinceNanos = System.nanoTime();

    Tally() {
        for (Ending ending : Ending.values()) {
            endings.put(ending, new LongAdder());
        }
    }

    static Histogram newHistogram() {
        return new Histogram(MAX_NANOS, DIGITS);
    }

    void write(Ending ending, long nanos) {
        record(writes, ending, nanos);
    }

    void read(Ending ending, long nanos) {
        record(reads, ending, nanos);
    }

    /** It was time for an operation, but too many were under way. */
    void notStarted() {
        endings.get(Ending.NOT_STARTED).increment();
    }

    /** Keeps the first reason why something did not end as it should. */
    void trouble(String why) {
        trouble.compareAndSet(null, why);
    }

    @Nullable
    String firstTrouble() {
        return trouble.get();
    }

    /** What ended since the last call, or since the beginning. */
    Interval takeInterval() {
        long nowNanos = System.nanoTime();
        Map<Ending, Long> counts = new EnumMap<>(Ending.class);
        endings.forEach((ending, adder) -> {
            long count = adder.sumThenReset();
            if (count > 0) {
                counts.put(ending, count);
            }
        });
        Interval interval = new Interval(
                nowNanos - sinceNanos,
                counts,
                writes.getIntervalHistogram(),
                reads.getIntervalHistogram(),
                refusals.getIntervalHistogram());
        sinceNanos = nowNanos;
        return interval;
    }

    private void record(Recorder latencies, Ending ending, long nanos) {
        endings.get(ending).increment();
        if (ending.isAnswer()) {
            latencies.recordValue(Math.min(nanos, MAX_NANOS));
        } else if (ending == Ending.NOT_DONE || ending == Ending.FAILED) {
            refusals.recordValue(Math.min(nanos, MAX_NANOS));
        }
    }
}
