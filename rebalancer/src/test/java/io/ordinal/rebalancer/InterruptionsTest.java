package io.ordinal.rebalancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Merge;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What clients notice of joins and drains: how many ranges stand still at a time, and for which part of it. */
class InterruptionsTest {
    private static final int STEP_MILLIS = 5;

    private final RebalancerWorld world =
            new RebalancerWorld(1, RebalancerTimes.DEFAULT.joiningAfter(0), 3, "n1", "n2", "n3");

    private void joinAndDrain() {
        world.pass(1_000);
        world.join("n4");
        world.pass(100_000);
        world.command("n1", new ClusterCommand.Drain(new NodeId("n4")));
        world.pass(100_000);
        assertThat(world.ends()).isEqualTo(world.wantedEnds());
    }

    /** What is being made of a range, or of two, counts once. */
    private static int standingStill(ClusterMap map) {
        Set<Set<RangeId>> causes = new HashSet<>();
        for (RangeAssignment range : map.ranges()) {
            if (range.reshape() instanceof Merge merge) {
                causes.add(Set.of(range.id(), merge.with()));
            } else if (range.reshape() != null || !range.previous().isEmpty()) {
                causes.add(Set.of(range.id()));
            } else if (!range.parents().isEmpty()) {
                causes.add(Set.of(range.parents().get(0).id()));
            }
        }
        return causes.size();
    }

    @Test
    void oneRangeStandsStillAtATimeForWhatIsDoneByPlan() {
        joinAndDrain();

        assertThat(world.history.stream().mapToInt(InterruptionsTest::standingStill))
                .contains(1)
                .allMatch(count -> count <= 1);
    }

    @Test
    void noneStandsStillForMostOfTheTime() {
        world.pass(1_000);
        world.join("n4");
        int steps = 0;
        int interrupted = 0;
        while (world.map().ranges().size() < 64 && steps < 20_000) {
            world.pass(STEP_MILLIS);
            steps++;
            interrupted += standingStill(world.map());
        }

        assertThat(world.map().ranges()).hasSize(64);
        assertThat(interrupted).isPositive().isLessThan(steps / 12);
    }

    @Test
    void oneThatDoesNotGoOnHoldsUpNoOther() {
        world.sealsRanges = false;
        world.pass(1_000);
        world.join("n4");
        world.pass(100_000);

        Set<RangeId> tried = new HashSet<>();
        Set<RangeId> moved = new HashSet<>();
        for (ClusterMap map : world.history) {
            for (RangeAssignment range : map.ranges()) {
                if (range.reshape() != null) {
                    tried.add(range.id());
                }
                if (!range.previous().isEmpty()) {
                    moved.add(range.id());
                }
            }
        }
        assertThat(tried).as("ranges whose splits begin and are given up").hasSizeGreaterThan(3);
        assertThat(moved).as("ranges that move meanwhile").hasSizeGreaterThan(3);
    }
}
