package io.ordinal.launcher;

import io.ordinal.simulator.SeedRuns;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ordinal simulate}. */
@Command(
        name = "simulate",
        description = {
            "Run whole clusters in virtual time, with faults, from seeds, and check every history.",
            "The same seed is the same run, on any machine: a violation can be repeated at will."
        },
        footer = {
            "",
            "Examples:",
            "  ordinal simulate --runs 100            a hundred fresh seeds",
            "  ordinal simulate --seed 4711           one run again"
        })
final class SimulateCommand implements Callable<Integer> {
    @Option(names = "--seed", paramLabel = "S", description = "The first seed. Default: a fresh one, which is printed.")
    private @Nullable Long seed;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "How many seeds, counted from the first. Default: ${DEFAULT-VALUE}.",
            defaultValue = "1")
    private int runs;

    @Override
    public Integer call() {
        if (runs < 1) {
            throw new LaunchException(ExitCode.USAGE, "--runs is at least 1, not " + runs);
        }
        long first = seed != null ? seed : ThreadLocalRandom.current().nextLong(1L << 48);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println("seeds from " + first);
        return SeedRuns.run(first, runs, out) == 0 ? ExitCode.OK : ExitCode.FAILED;
    }
}
