package io.ordinal.simulator.mutation;

import io.ordinal.simulator.Report;
import io.ordinal.simulator.Shape;
import io.ordinal.simulator.Simulation;
import io.ordinal.simulator.cluster.Interference;

/** Runs seeds until one is violated: each in a stormy shape and in the shape that it decides itself. */
final class UntilNoticed {
    /** Above every number of seeds: exit codes of the JVM itself are not taken for one. */
    static final int MOST_SEEDS = 120;

    private UntilNoticed() {}

    /** Exits with the number of seeds that were needed, or 0. */
    public static void main(String[] args) {
        int most = Integer.parseInt(args[0]);
        for (int seed = 1; seed <= most; seed++) {
            Report stormy = Simulation.run(seed, Shape.stormy(), Interference.NONE, null);
            endIfViolated(stormy, seed);
            endIfViolated(Simulation.run(seed), seed);
        }
        System.out.println("every run held");
        System.exit(0);
    }

    private static void endIfViolated(Report report, int seed) {
        if (report.violation() != null) {
            String what = String.valueOf(report.violation().getMessage());
            System.out.println(what.lines().findFirst().orElse(what));
            System.exit(seed);
        }
    }
}
