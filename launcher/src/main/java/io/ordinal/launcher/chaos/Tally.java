package io.ordinal.launcher.chaos;

import io.ordinal.simulator.check.Action;
import io.ordinal.simulator.check.Call;
import io.ordinal.simulator.check.Ending;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** How calls ended, and how long those took that were answered. Not for use by several threads. */
final class Tally {
    private static final int DIGITS = 3;

    private final Map<String, Long> writes = new TreeMap<>();
    private final Map<String, Long> reads = new TreeMap<>();
    private final Histogram writeNanos = new Histogram(DIGITS);
    private final Histogram readNanos = new Histogram(DIGITS);

    void add(Call call) {
        boolean isRead = call.action() instanceof Action.Get;
        (isRead ? reads : writes).merge(words(call.ending()), 1L, Long::sum);
        if (!(call.ending() instanceof Ending.Unknown) && !(call.ending() instanceof Ending.NotDone)) {
            (isRead ? readNanos : writeNanos).recordValue(call.endedNanos() - call.invokedNanos());
        }
    }

    Map<String, Long> writes() {
        return new TreeMap<>(writes);
    }

    Map<String, Long> reads() {
        return new TreeMap<>(reads);
    }

    ChaosReport.Latency writeLatency() {
        return ChaosReport.Latency.of(writeNanos);
    }

    ChaosReport.Latency readLatency() {
        return ChaosReport.Latency.of(readNanos);
    }

    private static String words(Ending ending) {
        if (ending instanceof Ending.Applied) {
            return "applied";
        }
        if (ending instanceof Ending.Rejected) {
            return "rejected";
        }
        if (ending instanceof Ending.NotDone) {
            return "not done";
        }
        return ending instanceof Ending.Unknown ? "unknown" : "answered";
    }
}
