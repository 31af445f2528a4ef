package io.ordinal.launcher.load;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a load run found, as {@code --json} prints it: the names are part of the command's contract.
 *
 * @param inFlight operations under way at a time, over all clients
 * @param read how fresh reads had to be
 * @param seconds how long was measured, after {@code warmupSeconds} that are not in any figure
 * @param writes null if none were asked for
 * @param reads null if none were asked for
 * @param offered null unless operations began at a fixed rate
 * @param unexpected operations that ended otherwise than they should, warm-up and loading included
 * @param firstTrouble why the first of them did
 */
public record LoadReport(
        int clients,
        int inFlight,
        int keys,
        int valueBytes,
        double readShare,
        String read,
        int warmupSeconds,
        double seconds,
        @Nullable Operations writes,
        @Nullable Operations reads,
        @Nullable Offered offered,
        long unexpected,
        @Nullable String firstTrouble) {
    /**
     * Operations of one kind.
     *
     * @param perSecond those that were answered
     * @param endings how many ended in which way
     */
    public record Operations(double perSecond, Map<String, Long> endings, Latency latency) {
        static Operations of(double perSecond, Interval interval, Histogram nanos, Ending... kinds) {
            Map<String, Long> endings = new LinkedHashMap<>();
            for (Ending kind : kinds) {
                endings.put(kind.words(), interval.count(kind));
            }
            return new Operations(Math.round(perSecond * 10) / 10.0, endings, Latency.of(nanos));
        }
    }

    /**
     * What came of a fixed rate. All latencies of such a run count from when an operation was due.
     *
     * @param perSecond how many were due each second
     * @param notStarted how many were not begun, since too many were under way
     * @param refused how many were begun and certainly not done
     * @param refusal how long it took to learn that
     */
    public record Offered(double perSecond, long notStarted, long refused, Latency refusal) {}

    /** In microseconds; of the operations that were answered, if nothing else is said. */
    public record Latency(double p50, double p90, double p99, double p999, double max) {
        static Latency of(Histogram nanos) {
            return new Latency(
                    micros(nanos.getValueAtPercentile(50)),
                    micros(nanos.getValueAtPercentile(90)),
                    micros(nanos.getValueAtPercentile(99)),
                    micros(nanos.getValueAtPercentile(99.9)),
                    micros(nanos.getMaxValue()));
        }

        private static double micros(long nanos) {
            return Math.round(nanos / 100.0) / 10.0;
        }
    }

    static Offered offered(double perSecond, Interval measured) {
        return new Offered(
                perSecond,
                measured.count(Ending.NOT_STARTED),
                measured.refusedNanos().getTotalCount(),
                Latency.of(measured.refusedNanos()));
    }

    static Operations writes(Interval measured) {
        return Operations.of(
                measured.writesPerSecond(),
                measured,
                measured.writeNanos(),
                Ending.APPLIED,
                Ending.REJECTED,
                Ending.UNKNOWN,
                Ending.NOT_DONE);
    }

    static Operations reads(Interval measured) {
        return Operations.of(
                measured.readsPerSecond(),
                measured,
                measured.readNanos(),
                Ending.FOUND,
                Ending.NOT_FOUND,
                Ending.FAILED);
    }
}
