package io.ordinal.simulator.mutation;

import io.ordinal.simulator.Report;
import io.ordinal.simulator.Shape;
import io.ordinal.simulator.Simulation;
import io.ordinal.simulator.cluster.Interference;
import io.ordinal.simulator.cluster.SequencerWorld;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.Violation;

/**
 * Runs seeds until one is violated: each in all shapes there are, and in the one that it decides itself. Sequencers are
 * run by themselves as well, many times, since that takes little time.
 */
final class UntilNoticed {
    /** How many seeds are run at most: what is not noticed by then has survived. */
    static final int MOST_SEEDS = 120;

    /** The last line of a JVM in which nothing was noticed. */
    static final String HELD = "every run held";

    /** How the last line begins if something was; the number of seeds that were needed and what was noticed follow. */
    static final String NOTICED = "noticed ";

    private static final int SEQUENCER_RUNS = 30;

    private UntilNoticed() {}

    /** Ends with a line that says what came of it, and exits with 0: a JVM that ends otherwise has noticed nothing. */
    public static void main(String[] args) {
        int most = Integer.parseInt(args[0]);
        for (int seed = 1; seed <= most; seed++) {
            Shape islands = Shape.islands(Chance.ofSeed(seed).fork("islands"));
            Shape migrations = Shape.migrations(Chance.ofSeed(seed).fork("migrations"));
            Shape toAndFro = Shape.toAndFro(Chance.ofSeed(seed).fork("to and fro"));
            endIfViolated(Simulation.run(seed, Shape.stormy(), Interference.NONE, null), seed);
            endIfViolated(Simulation.run(seed, islands, Interference.NONE, null), seed);
            endIfViolated(Simulation.run(seed, Shape.duels(), Interference.NONE, null), seed);
            endIfViolated(Simulation.run(seed, Shape.forgetful(), Interference.NONE, null), seed);
            endIfViolated(Simulation.run(seed, migrations, Interference.NONE, null), seed);
            endIfViolated(Simulation.run(seed, toAndFro, Interference.NONE, null), seed);
            endIfViolated(Simulation.run(seed), seed);
            runSequencers(seed);
        }
        System.out.println(HELD);
        System.exit(0);
    }

    private static void runSequencers(int seed) {
        for (int i = 0; i < SEQUENCER_RUNS; i++) {
            try {
                new SequencerWorld(seed * SEQUENCER_RUNS + i, 3 + i % 3).run(20 * SequencerWorld.SECOND, 0);
            } catch (Violation violation) {
                end(violation, seed);
            }
        }
    }

    private static void endIfViolated(Report report, int seed) {
        if (report.violation() != null) {
            end(report.violation(), seed);
        }
    }

    private static void end(Violation violation, int seed) {
        String what = String.valueOf(violation.getMessage());
        System.out.println(NOTICED + seed + ' ' + what.lines().findFirst().orElse(what));
        System.exit(0);
    }
}
