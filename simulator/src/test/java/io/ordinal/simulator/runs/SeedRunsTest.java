package io.ordinal.simulator.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.simulator.Report;
import io.ordinal.simulator.Shape;
import io.ordinal.simulator.world.RarePath;
import io.ordinal.simulator.world.Violation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SeedRunsTest {
    @Test
    void everySeedRunsOnceOnHoweverManyThreads() {
        Set<Long> seen = new ConcurrentSkipListSet<>();
        AtomicInteger told = new AtomicInteger();

        Totals totals = new SeedRuns(
                        10, 40, seed -> report(seed, seen.add(seed)), report -> told.incrementAndGet(), () -> false)
                .run(3);

        assertThat(seen).hasSize(40).contains(10L, 49L);
        assertThat(told).hasValue(40);
        assertThat(totals.runs()).isEqualTo(40);
        assertThat(totals.violated()).isZero();
        assertThat(totals.rarePaths()).containsEntry(RarePath.TAIL_LOST, 80L);
        assertThat(totals.summary(1_000_000_000L)).contains("40 of 40 runs held", "80 simulated seconds", "tail lost");
    }

    @Test
    void aViolationIsCountedAndItsSeedIsNamed() {
        Totals totals = new SeedRuns(1, 5, seed -> report(seed, seed != 3), report -> {}, () -> false).run(2);

        assertThat(totals.violated()).isEqualTo(1);
        assertThat(totals.violatedSeeds()).isEqualTo(List.of(3L));
        assertThat(totals.summary(1)).contains("4 of 5 runs held; not those of the seeds [3]");
    }

    @Test
    void whoStopsGetsWhatWasFoundSoFar() {
        SeedRuns[] runs = new SeedRuns[1];
        runs[0] = new SeedRuns(
                1,
                Long.MAX_VALUE,
                seed -> report(seed, true),
                report -> {
                    if (report.seed() == 7) {
                        runs[0].stop();
                    }
                },
                () -> false);

        assertThat(runs[0].run(1).runs()).isEqualTo(7);
    }

    @Test
    void noRunBeginsAfterItIsEnough() {
        AtomicInteger ended = new AtomicInteger();

        Totals totals = new SeedRuns(
                        1,
                        Long.MAX_VALUE,
                        seed -> report(seed, true),
                        report -> ended.incrementAndGet(),
                        () -> ended.get() == 4)
                .run(1);

        assertThat(totals.runs()).isEqualTo(4);
    }

    private static Report report(long seed, boolean held) {
        return new Report(
                seed,
                Shape.calm(),
                2_000_000_000L,
                10,
                1,
                Map.of("crash", 1),
                0,
                Map.of(RarePath.TAIL_LOST, 2L),
                held ? null : new Violation("broken"));
    }
}
