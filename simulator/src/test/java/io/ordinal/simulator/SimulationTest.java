package io.ordinal.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.simulator.cluster.Interference;
import io.ordinal.simulator.world.RarePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
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

    /** Seeds that once found something, in the world as it was then; the stories in node tell what each had found. */
    @ParameterizedTest
    @ValueSource(
            longs = {
                1,
                2,
                3, // among others a promise made twice
                6, // a restart that applied from the start
                102, // a restarted follower that stayed behind; records taken behind a copy and acknowledged too early
                108, // a copy that took back what was acknowledged
                206, // a cut before the beginning of a trimmed journal
                305, // a takeover that two restarted members never answered
                704, // a takeover by a node whose copy was left half done
                1_000, // a rebuilt node that heard of its leader by heartbeats alone
                1_007, // a copy by a follower whose log went on behind it
                1_059, // a copy that cut the records behind it out of the journal's index
                1_069, // a restarted member that never asked for the copy it needed
                1_070, // a deletion that was not applied yet when tombstones were looked for
                1_107, // a member of an idle range that never asked for its copy
                2_046, // a node whose clock stood below zero and that asked for no numbers
                2_056 // a copy over an end of the log that was never committed
            })
    void everythingHolds(long seed) {
        holds(seed);
    }

    /** Nodes are away for long, journals are short, much is deleted: copies over what was purged. */
    @ParameterizedTest
    @ValueSource(longs = {2, 5})
    void everythingHoldsWhereMuchIsForgotten(long seed) {
        Report report = Simulation.run(seed, Shape.forgetful(), Interference.NONE, null);

        assertThat(report.violation()).as(report.toString()).isNull();
        assertThat(report.rarePaths()).as(report.toString()).containsKey(RarePath.COPY_COMPLETED);
    }

    @RepeatedTest(3)
    void everythingHoldsForFreshSeeds() {
        long seed = new SecureRandom().nextLong() >>> 1;
        System.out.println("fresh seed " + seed);
        holds(seed);
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

    private static void holds(long seed) {
        Report report = Simulation.run(seed);

        assertThat(report.violation()).as(report.toString()).isNull();
        assertThat(report.undecidedKeys())
                .as("keys whose history could not be judged")
                .isZero();
        assertThat(report.counts().get("Applied")).as(report.toString()).isGreaterThan(20);
    }
}
