package io.ordinal.launcher;

import io.ordinal.launcher.load.Ending;
import io.ordinal.launcher.load.Interval;
import io.ordinal.launcher.load.LoadPlan;
import java.io.PrintWriter;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;

/** A line that a load run rewrites every second, if somebody watches; and lines for scripts, if they are asked for. */
final class BenchProgress implements LoadPlan.Progress {
    private static final String CLEAR = "\r\u001b[K";

    private final int keys;
    private final PrintWriter out;
    private final int everySeconds;
    private long answered;
    private long seconds;
    private Interval sinceLine = Interval.empty();
    private final boolean watched = CommandLine.Help.Ansi.AUTO.enabled();

    /** @param everySeconds how often to print a line of its own; 0 for never */
    BenchProgress(int keys, PrintWriter out, int everySeconds) {
        this.keys = keys;
        this.out = out;
        this.everySeconds = everySeconds;
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
        answered += last.writeNanos().getTotalCount() + last.readNanos().getTotalCount();
        seconds++;
        sinceLine = sinceLine.plus(last);
        if (everySeconds > 0 && seconds % everySeconds == 0) {
            out.printf(Locale.ROOT, "progress: %d s, %d operations%s%n", seconds, answered, detail());
            out.flush();
            sinceLine = Interval.empty();
        }
    }

    /** What happened since the last such line. */
    private String detail() {
        Histogram answers = sinceLine.writeNanos().copy();
        answers.add(sinceLine.readNanos());
        return String.format(
                Locale.ROOT,
                "; since the last line %d answered, %d refused, %d unknown, %d not started, p99 %.1f ms",
                answers.getTotalCount(),
                sinceLine.refusedNanos().getTotalCount(),
                sinceLine.count(Ending.UNKNOWN),
                sinceLine.count(Ending.NOT_STARTED),
                answers.getValueAtPercentile(99) / 1e6);
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
