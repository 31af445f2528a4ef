package io.ordinal.rebalancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Parent;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.VirtualNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** How ranges get the boundaries that the ring wants; leaders say at once that a range is sealed. */
class SplitsTest {
    private final RebalancerWorld world = new RebalancerWorld(1, 3, "n1", "n2", "n3");

    private void join() {
        world.pass(1_000);
        world.join("n4");
    }

    private Set<Long> ends() {
        Set<Long> ends = new TreeSet<>();
        world.map().ranges().forEach(range -> ends.add(range.tokens().endInclusive()));
        return ends;
    }

    private Set<Long> wanted() {
        Set<Long> tokens = new TreeSet<>();
        world.map().plan().virtualNodes().stream().map(VirtualNode::token).forEach(tokens::add);
        return tokens;
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

        assertThat(ends()).isEqualTo(wanted());
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
            Map<RangeId, RangeAssignment> before = byId(world.history.get(i - 1));
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

    private static Map<RangeId, RangeAssignment> byId(ClusterMap map) {
        Map<RangeId, RangeAssignment> byId = new TreeMap<>();
        map.ranges().forEach(range -> byId.put(range.id(), range));
        return byId;
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

        RangeAssignment given = byId(world.map()).get(sealing.id());
        assertThat(given.splitIfAny()).isEmpty();
        assertThat(given.epoch()).isGreaterThan(sealing.epoch());

        world.sealsRanges = true;
        world.pass(30_000);
        assertThat(ends()).isEqualTo(wanted());
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

        assertThat(ends()).isEqualTo(wanted());
    }
}
