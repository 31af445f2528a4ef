package io.ordinal.launcher;

import io.ordinal.simulator.Report;
import io.ordinal.simulator.runs.SeedRuns;
import io.ordinal.simulator.runs.Totals;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ordinal simulate}. */
@Command(
        name = "simulate",
        description = {
            "Run whole clusters in virtual time, with faults, from seeds, and check every history.",
            "The same seed is the same run, on any machine: a violation can be repeated at will.",
            "As many runs go on at a time as there are processors. Ctrl-C ends with what was found so far."
        },
        footer = {
            "",
            "Examples:",
            "  ordinal simulate --runs 100            a hundred fresh seeds",
            "  ordinal simulate --minutes 30          fresh seeds for half an hour",
            "  ordinal simulate --seed 4711           one run again"
        })
final class SimulateCommand implements Callable<Integer> {
    /** Of so many runs each is told of; of more only those that broke a promise. */
    private static final int FEW = 10;

    private static final String CLEAR = "\r\u001b[K";

    @Spec
    private CommandSpec spec;

    @Option(names = "--seed", paramLabel = "S", description = "The first seed. Default: a fresh one, which is printed.")
    private @Nullable Long seed;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "How many seeds, counted from the first. Default: 1, or as many as there is time for.")
    private @Nullable Long runs;

    @Option(names = "--minutes", paramLabel = "M", description = "Begin no further run after so many minutes.")
    private @Nullable Long minutes;

    private final boolean watched = CommandLine.Help.Ansi.AUTO.enabled();
    private final long startNanos = System.nanoTime();
    private long ended;
    private long violated;

    @Override
    public Integer call() throws InterruptedException {
        if ((runs != null && runs < 1) || (minutes != null && minutes < 1)) {
            throw new ParameterException(spec.commandLine(), "--runs and --minutes are at least 1");
        }
        long first = seed != null ? seed : ThreadLocalRandom.current().nextLong(1L << 48);
        long most = runs != null ? runs : minutes != null ? Long.MAX_VALUE : 1;
        Console.say(spec, "seeds from %d", first);
        SeedRuns all = new SeedRuns(first, most, report -> tell(report, most), this::isTimeUp);
        try (ShutdownSignal shutdown = ShutdownSignal.install()) {
            Totals totals = untilEnd(all, shutdown);
            show("");
            Console.say(spec, "%s", totals.summary(System.nanoTime() - startNanos));
            return totals.violated() == 0 ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    /** Until the last run, the last minute, or Ctrl-C. */
    private static Totals untilEnd(SeedRuns all, ShutdownSignal shutdown) throws InterruptedException {
        CompletableFuture<Totals> totals = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return all.run(Runtime.getRuntime().availableProcessors());
                    } finally {
                        shutdown.raise();
                    }
                },
                task -> new Thread(task, "runs").start());
        shutdown.await();
        all.stop();
        return totals.join();
    }

    /** A run has ended. Called by one thread at a time. */
    private void tell(Report report, long most) {
        ended++;
        violated += report.isGreen() ? 0 : 1;
        if (most <= FEW || !report.isGreen()) {
            show("");
            Console.say(spec, "%s", report);
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        double ofRuns = (double) ended / most;
        double ofTime = minutes == null ? 0 : seconds / TimeUnit.MINUTES.toSeconds(minutes);
        show(String.format(
                Locale.ROOT,
                "[%-20s] %,d runs, %.1f a second, %,d violated",
                "#".repeat((int) (20 * Math.min(1, Math.max(ofRuns, ofTime)))),
                ended,
                ended / seconds,
                violated));
    }

    private boolean isTimeUp() {
        return minutes != null && System.nanoTime() - startNanos >= TimeUnit.MINUTES.toNanos(minutes);
    }

    private void show(String line) {
        if (watched) {
            spec.commandLine().getErr().print(CLEAR + line);
            spec.commandLine().getErr().flush();
        }
    }
}
