package io.ordinal.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.simulator.cluster.Interference;
import io.ordinal.simulator.runs.SeedRuns;
import io.ordinal.simulator.runs.Totals;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.RarePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
    @Test
    void aCalmClusterServes() {
        Report report = Simulation.run(1, Shape.calm(), Interference.NONE, null);

        assertThat(report.violation()).as(report.toString()).isNull();
        assertThat(report.counts()).containsKeys("Applied", "Found", "Rejected").doesNotContainKeys("Unknown");
    }

    /** Enough seeds for every rare path: a run that takes none of them proves little. */
    @Test
    void everySeedHoldsAndTogetherTheyTakeEveryRarePath() {
        Totals totals = holds(1, 120);

        assertThat(totals.rarePaths().keySet()).as(totals.summary(1)).containsExactlyInAnyOrder(RarePath.values());
    }

    /** Nodes are away for long, journals are short, much is deleted: copies over what was purged. */
    @ParameterizedTest
    @ValueSource(longs = {2, 5})
    void everythingHoldsWhereMuchIsForgotten(long seed) {
        Report report = Simulation.run(seed, Shape.forgetful(), Interference.NONE, null);

        assertThat(report.violation()).as(report.toString()).isNull();
        assertThat(report.rarePaths()).as(report.toString()).containsKey(RarePath.COPY_COMPLETED);
    }

    /** Replicas move all the time, and those who have a part in it are cut off, restarted and misled at that moment. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 9})
    void everythingHoldsWhereMuchMoves(long seed) {
        Report report =
                Simulation.run(seed, Shape.migrations(Chance.ofSeed(seed).fork("migrations")), Interference.NONE, null);

        assertThat(report.violation()).as(report.toString()).isNull();
        assertThat(report.rarePaths()).as(report.toString()).containsKey(RarePath.MOVE_COMMITTED);
    }

    /** One node leaves and comes back again and again, so the same ranges are split and merged faster than tables are flushed. */
    @ParameterizedTest
    @ValueSource(longs = {4, 32, 500_208, 500_232, 1_300_859, 1_600_729})
    void everythingHoldsWhereTheSameRangesComeAndGo(long seed) {
        Report report =
                Simulation.run(seed, Shape.toAndFro(Chance.ofSeed(seed).fork("to and fro")), Interference.NONE, null);

        assertThat(report.violation()).as(report.toString()).isNull();
        assertThat(report.rarePaths()).as(report.toString()).containsKey(RarePath.RANGES_MERGED);
    }

    /**
     * A table ahead of a damaged journal, a node with another disk that would be sequencer, a hundred moves that are left at
     * the end, an old map for a node that has lost everything, a scan of idle ranges.
     */
    @ParameterizedTest
    @ValueSource(longs = {601_603, 700_104, 1_001_024, 1_100_098, 76_677_892_824_668L})
    void everythingHoldsWhereSomethingWasFoundOnce(long seed) {
        Report report = Simulation.run(seed);

        assertThat(report.violation()).as(report.toString()).isNull();
    }

    @Test
    void everythingHoldsForFreshSeeds() {
        long seed = new SecureRandom().nextLong() >>> 16;
        System.out.println("fresh seeds from " + seed);

        holds(seed, 120);
    }

    @Test
    void theSameSeedIsTheSameRun() {
        Report first = Simulation.run(4, Shape.stormy(), Interference.NONE, null);
        Report second = Simulation.run(4, Shape.stormy(), Interference.NONE, null);

        assertThat(second).isEqualTo(first);
        assertThat(Simulation.run(5, Shape.stormy(), Interference.NONE, null).traceHash())
                .isNotEqualTo(first.traceHash());
    }

    /** Unordered collections keep their order within a JVM: only another one shows that nothing rests on it. */
    @Test
    void anotherJvmMakesTheSameRun() throws IOException, InterruptedException {
        Report here = Simulation.run(6);
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process other = new ProcessBuilder(List.of(
                        java.toString(),
                        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OneRun.class.getName(),
                        "6"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String there = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(other.waitFor()).isZero();
        assertThat(here.isGreen()).isTrue();
        assertThat(there).isEqualTo(here.toString());
    }

    @Test
    void aViolationNamesItsSeedAndTheCommandToRepeatIt() {
        Report report = Simulation.run(
                3,
                Shape.stormy(),
                new Interference() {
                    @Override
                    public boolean saysDurableBeforeForce() {
                        return true;
                    }
                },
                null);

        assertThat(report.isGreen()).isFalse();
        assertThat(report.toString()).contains("seed 3: VIOLATED", "ordinal simulate --seed 3");
    }

    private static Totals holds(long seed, int runs) {
        List<Report> violated = new ArrayList<>();
        Totals totals = new SeedRuns(
                        seed,
                        runs,
                        report -> {
                            if (!report.isGreen()) {
                                violated.add(report);
                            }
                        },
                        () -> false)
                .run(Runtime.getRuntime().availableProcessors());

        assertThat(violated).isEmpty();
        assertThat(totals.runs()).isEqualTo(runs);
        assertThat(totals.undecidedKeys())
                .as("keys whose history could not be judged")
                .isZero();
        return totals;
    }
}
