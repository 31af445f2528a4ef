package io.ordinal.launcher.chaos;

import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run found.
 *
 * @param faults how often each was done
 * @param writes how many ended in which way
 * @param reads how many ended in which way
 * @param counted how often a counter was counted up by compare-and-set; each stood where the answers said
 * @param longestGapMillis the longest time in which no write at all was acknowledged
 * @param undecidedKeys keys whose histories were too long to be decided; they are neither right nor wrong
 * @param violation what was broken; null if nothing was
 */
public record ChaosReport(
        long seed,
        int rounds,
        Map<String, Integer> faults,
        Map<String, Long> writes,
        Latency writeLatency,
        Map<String, Long> reads,
        Latency readLatency,
        long counted,
        long longestGapMillis,
        int undecidedKeys,
        @Nullable String violation) {
    public ChaosReport {
        faults = Map.copyOf(faults);
        writes = Map.copyOf(writes);
        reads = Map.copyOf(reads);
    }

    /** Of the calls that were answered, faults or not. */
    public record Latency(double p50Millis, double p99Millis, double maxMillis) {
        static Latency of(Histogram nanos) {
            return new Latency(
                    nanos.getValueAtPercentile(50) / 1e6,
                    nanos.getValueAtPercentile(99) / 1e6,
                    nanos.getMaxValue() / 1e6);
        }
    }
}
