package io.ordinal.rebalancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.ring.Parent;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How ranges get the boundaries that the ring wants; leaders say at once that a range is sealed. */
class SplitsTest {
    private final RebalancerWorld world = new RebalancerWorld(1, 3, "n1", "n2", "n3");

    private void join() {
        world.pass(1_000);
        world.join("n4");
    }

    private List<RangeAssignment> splitting() {
        return world.map().ranges().stream()
                .filter(range -> range.splitIfAny().isPresent())
                .toList();
    }

    @Test
    void afterAJoinTheRangesAreThoseOfTheRingAndEachNodeHasItsShare() {
        join();
        world.pass(30_000);

        assertThat(world.ends()).isEqualTo(world.wantedEnds());
        assertThat(world.map().ranges()).allMatch(RangeAssignment::isSettled);
        for (String node : List.of("n1", "n2", "n3", "n4")) {
            assertThat(world.shareOf(node)).as(node).isBetween(0.75 * 0.98, 0.75 * 1.02);
        }
    }

    @Test
    void aPartNamesItsParentWhichWasSealedInTheEpochBeforeUntilItIsOpen() {
        join();
        world.pass(30_000);

        int born = 0;
        for (int i = 1; i < world.history.size(); i++) {
            Map<RangeId, RangeAssignment> before = RebalancerWorld.byId(world.history.get(i - 1));
            for (RangeAssignment range : world.history.get(i).ranges()) {
                if (!before.containsKey(range.id())) {
                    Parent named = range.parents().get(0);
                    RangeAssignment parent = before.get(named.id());
                    assertThat(parent.reshape()).isNotNull();
                    assertThat(named.epoch()).isEqualTo(parent.epoch());
                    assertThat(range.epoch()).isEqualTo(parent.epoch() + 1);
                    assertThat(range.members()).isEqualTo(parent.members());
                    born++;
                }
            }
        }
        assertThat(born).isPositive().isEqualTo(2 * (world.map().ranges().size() - 48));
    }

    @Test
    void noSplitBeginsWhileItsLeaderMissesAMember() {
        world.pass(1_000);
        world.process("n2").level = false;
        world.pass(1_000);
        world.join("n4");
        world.pass(3_000);

        assertThat(world.history)
                .allMatch(map -> map.ranges().stream()
                        .noneMatch(range -> range.splitIfAny().isPresent()
                                && range.members().contains(world.process("n2").member)
                                && !world.process("n2").member.equals(range.leader())));
    }

    @Test
    void aSplitThatIsNotSealedInTimeIsGivenUpInTheNextEpochAndTriedAgainLater() {
        world.sealsRanges = false;
        join();
        world.pass(1_000);
        RangeAssignment sealing = splitting().get(0);
        world.pass(2_500);

        RangeAssignment given = RebalancerWorld.byId(world.map()).get(sealing.id());
        assertThat(given.splitIfAny()).isEmpty();
        assertThat(given.epoch()).isGreaterThan(sealing.epoch());

        world.sealsRanges = true;
        world.pass(30_000);
        assertThat(world.ends()).isEqualTo(world.wantedEnds());
    }

    @Test
    void anotherRebalancerGoesOnWithASplit() {
        world.sealsRanges = false;
        join();
        world.pass(1_000);
        assertThat(splitting()).isNotEmpty();
        world.process(world.map().reign().holder().node().name()).disconnect();
        world.sealsRanges = true;
        world.pass(30_000);

        assertThat(world.ends()).isEqualTo(world.wantedEnds());
    }
}
