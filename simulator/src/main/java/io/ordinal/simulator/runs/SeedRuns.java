package io.ordinal.simulator;

import java.io.PrintStream;

/** Runs one seed after another, and says what came of each. */
public final class SeedRuns {
    private SeedRuns() {}

    /**
     * Runs {@code runs} seeds, counted from {@code seed}.
     *
     * @param out one line a run, and the violation and the command to repeat it where there is one
     * @return how many runs were violated; 0 is success
     */
    public static int run(long seed, int runs, PrintStream out) {
        int violated = 0;
        for (int i = 0; i < runs; i++) {
            Report report = Simulation.run(seed + i);
            out.println(report);
            if (!report.isGreen()) {
                violated++;
            }
        }
        out.printf("%d of %d runs held%n", runs - violated, runs);
        return violated;
    }
}
