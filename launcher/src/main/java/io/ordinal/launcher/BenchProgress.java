package io.ordinal.launcher;

import io.ordinal.launcher.load.Interval;
import io.ordinal.launcher.load.LoadPlan;
import java.io.PrintWriter;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;

/** A line that a load run rewrites every second, if somebody watches. */
final class BenchProgress implements LoadPlan.Progress {
    private static final String CLEAR = "\r\u001b[K";

    private final int keys;
    private final PrintWriter out;
    private final boolean watched = CommandLine.Help.Ansi.AUTO.enabled();

    BenchProgress(int keys, PrintWriter out) {
        this.keys = keys;
        this.out = out;
    }

    @Override
    public void loading(long ofKeys, Interval second) {
        show(String.format(Locale.ROOT, "loading %,d of %,d keys", ofKeys, keys)
                + part("writes", second.writesPerSecond(), second.writeNanos()));
    }

    @Override
    public void running(boolean warmingUp, int second, Interval last) {
        show(String.format(Locale.ROOT, "%s %d s", warmingUp ? "warming up" : "measuring", second)
                + part("writes", last.writesPerSecond(), last.writeNanos())
                + part("reads", last.readsPerSecond(), last.readNanos()));
    }

    /** Takes the line away. */
    void end() {
        show("");
    }

    private static String part(String name, double perSecond, Histogram nanos) {
        return nanos.getTotalCount() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "   %,.0f %s/s, p99 %s",
                        perSecond,
                        name,
                        BenchTable.millis(nanos.getValueAtPercentile(99) / 1_000.0));
    }

    private void show(String line) {
        if (watched) {
            out.print(CLEAR + line);
            out.flush();
        }
    }
}
