package io.ordinal.rebalancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.ring.Merge;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Parent;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How ranges lose the boundaries that the ring does not want any more: n4 joins, and is drained. */
class MergesTest {
    private final RebalancerWorld world = new RebalancerWorld(1, 3, "n1", "n2", "n3");

    private void joinAndDrain() {
        world.pass(1_000);
        world.join("n4");
        world.pass(30_000);
        assertThat(world.map().ranges()).hasSizeGreaterThan(48);
        world.command(new ClusterCommand.Drain(new NodeId("n4")));
    }

    private List<RangeAssignment> merging() {
        return world.map().ranges().stream()
                .filter(range -> range.mergeIfAny().isPresent())
                .toList();
    }

    private void passUntilSomethingMerges() {
        for (int i = 0; i < 600 && merging().isEmpty(); i++) {
            world.pass(50);
        }
        assertThat(merging()).isNotEmpty();
    }

    @Test
    void afterALeaveTheRangesAreThoseOfTheRingAgain() {
        joinAndDrain();
        world.pass(60_000);

        assertThat(world.ends()).isEqualTo(world.wantedEnds());
        assertThat(world.map().ranges()).hasSize(48).allMatch(RangeAssignment::isSettled);
        for (String node : List.of("n1", "n2", "n3")) {
            assertThat(world.heldBy(node)).as(node).isEqualTo(48);
        }
    }

    @Test
    void theWholeNamesBothPartsWhichWereSealedUnderOneLeaderWithTheSameMembers() {
        joinAndDrain();
        world.pass(60_000);

        int merged = 0;
        for (int i = 1; i < world.history.size(); i++) {
            Map<RangeId, RangeAssignment> before = RebalancerWorld.byId(world.history.get(i - 1));
            for (RangeAssignment range : world.history.get(i).ranges()) {
                if (!before.containsKey(range.id()) && range.parents().size() == 2) {
                    RangeAssignment lower = before.get(range.parents().get(0).id());
                    RangeAssignment upper = before.get(range.parents().get(1).id());
                    assertThat(lower.reshape()).isEqualTo(new Merge(upper.id()));
                    assertThat(upper.reshape()).isEqualTo(new Merge(lower.id()));
                    assertThat(range.parents().stream().map(Parent::epoch))
                            .containsExactly(lower.epoch(), upper.epoch());
                    assertThat(range.epoch()).isGreaterThan(Math.max(lower.epoch(), upper.epoch()));
                    assertThat(lower.leader()).isEqualTo(upper.leader()).isEqualTo(range.leader());
                    assertThat(Set.copyOf(range.members()))
                            .isEqualTo(Set.copyOf(lower.members()))
                            .isEqualTo(Set.copyOf(upper.members()));
                    merged++;
                }
            }
        }
        assertThat(merged).isPositive();
    }

    @Test
    void aMergeThatIsNotSealedInTimeIsGivenUpInTheNextEpochsAndTriedAgainLater() {
        joinAndDrain();
        world.sealsRanges = false;
        passUntilSomethingMerges();
        RangeAssignment lower = merging().get(0);
        RangeAssignment upper = RebalancerWorld.byId(world.map())
                .get(lower.mergeIfAny().orElseThrow().with());
        world.pass(2_500);

        Map<RangeId, RangeAssignment> now = RebalancerWorld.byId(world.map());
        for (RangeAssignment range : List.of(lower, upper)) {
            RangeAssignment given = now.get(range.id());
            assertThat(given.reshape()).isNull();
            assertThat(given.epoch()).isGreaterThan(range.epoch());
        }

        world.sealsRanges = true;
        world.pass(60_000);
        assertThat(world.ends()).isEqualTo(world.wantedEnds());
    }

    @Test
    void aMergeWithAMemberThatIsDownIsGivenUp() {
        joinAndDrain();
        world.sealsRanges = false;
        passUntilSomethingMerges();
        String leader = merging().get(0).leaderIfAny().orElseThrow().node().name();
        world.process(leader).kill();
        world.pass(10_000);

        assertThat(world.map().ranges())
                .as("a member is down, so nothing is sealed")
                .allMatch(range -> range.reshape() == null);
    }

    @Test
    void anotherRebalancerGoesOnWithAMerge() {
        joinAndDrain();
        world.sealsRanges = false;
        passUntilSomethingMerges();
        world.process(world.map().reign().holder().node().name()).disconnect();
        world.sealsRanges = true;
        world.pass(60_000);

        assertThat(world.ends()).isEqualTo(world.wantedEnds());
    }
}
