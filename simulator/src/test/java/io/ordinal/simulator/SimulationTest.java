package io.ordinal.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.simulator.cluster.Interference;
import org.junit.jupiter.api.Test;

class SimulationTest {
    @Test
    void aCalmClusterServes() {
        Report report = Simulation.run(1, Shape.calm(), Interference.NONE, null);

        assertThat(report.violation()).as(report.toString()).isNull();
        assertThat(report.counts()).containsKeys("Applied", "Found", "Rejected").doesNotContainKeys("Unknown");
    }
}
