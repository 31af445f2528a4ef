package io.ordinal.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SequencerWorldTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void numbersStayUniqueAndInOrderWhateverHappensToTheirSequencers(long seed) {
        SequencerWorld world = new SequencerWorld(seed, 3);

        world.run(30 * SequencerWorld.SECOND, 5 * SequencerWorld.SECOND);

        int during = world.accepted;
        world.scheduler.runUntil(world.scheduler.nowNanos() + SequencerWorld.SECOND);
        assertThat(world.accepted).as("grants in a calm second").isGreaterThan(during + 100);
        assertThat(world.lives).as("restarts").isGreaterThan(3);
    }

    @Test
    void theSameSeedIsTheSameRun() {
        SequencerWorld first = new SequencerWorld(7, 3);
        SequencerWorld second = new SequencerWorld(7, 3);
        SequencerWorld other = new SequencerWorld(8, 3);

        first.run(5 * SequencerWorld.SECOND, SequencerWorld.SECOND);
        second.run(5 * SequencerWorld.SECOND, SequencerWorld.SECOND);
        other.run(5 * SequencerWorld.SECOND, SequencerWorld.SECOND);

        assertThat(first.trace.hash()).isEqualTo(second.trace.hash());
        assertThat(first.trace.hash()).isNotEqualTo(other.trace.hash());
    }
}
