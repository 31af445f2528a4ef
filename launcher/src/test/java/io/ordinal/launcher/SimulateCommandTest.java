package io.ordinal.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SimulateCommandTest {
    @Test
    void aFewRunsAreToldOfOneByOneAndSummedUp() {
        CommandRun run = CommandRun.of("simulate", "--seed", "1", "--runs", "2");

        assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .contains("seeds from 1", "seed 1: all held", "seed 2: all held", "2 of 2 runs held")
                .containsPattern("simulated seconds and [0-9,]+ events a second")
                .containsPattern("grant late +[0-9]");
    }

    @Test
    void aBoundBelowOneIsRefused() {
        assertThat(CommandRun.of("simulate", "--runs", "0").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(CommandRun.of("simulate", "--minutes", "0").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
