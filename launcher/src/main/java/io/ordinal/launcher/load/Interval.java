package io.ordinal.launcher.load;

import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What ended in a stretch of time.
 *
 * @param nanos how long it was
 * @param endings how many operations ended in which way
 * @param writeNanos latencies of the writes that were applied
 * @param readNanos latencies of the reads that were answered
 * @param refusedNanos how long it took to learn of each operation that was not done
 */
public record Interval(
        long nanos, Map<Ending, Long> endings, Histogram writeNanos, Histogram readNanos, Histogram refusedNanos) {
    public static Interval empty() {
        return new Interval(0, Map.of(), Tally.newHistogram(), Tally.newHistogram(), Tally.newHistogram());
    }

    /** Both, one after the other. */
    public Interval plus(Interval next) {
        Map<Ending, Long> sums = new EnumMap<>(Ending.class);
        sums.putAll(endings);
        next.endings.forEach((ending, count) -> sums.merge(ending, count, Long::sum));
        return new Interval(
                nanos + next.nanos,
                sums,
                sum(writeNanos, next.writeNanos),
                sum(readNanos, next.readNanos),
                sum(refusedNanos, next.refusedNanos));
    }

    public long count(Ending ending) {
        return endings.getOrDefault(ending, 0L);
    }

    public double writesPerSecond() {
        return perSecond(writeNanos.getTotalCount());
    }

    public double readsPerSecond() {
        return perSecond(readNanos.getTotalCount());
    }

    private double perSecond(long count) {
        return nanos == 0 ? 0 : count * 1e9 / nanos;
    }

    private static Histogram sum(Histogram a, Histogram b) {
        Histogram sum = a.copy();
        sum.add(b);
        return sum;
    }
}
