package io.ordinal.rebalancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What share of the data and of the leaderships each node has once all moves, splits and merges are over. */
class SharesTest {
    private static final List<String> FIRST = List.of("n1", "n2", "n3");

    private static RebalancerWorld worldOfThree() {
        RebalancerWorld world = new RebalancerWorld(1, 3, "n1", "n2", "n3");
        world.pass(1_000);
        return world;
    }

    private static void hasShare(RebalancerWorld world, String node, double expected) {
        assertThat(world.shareOf(node)).as(node).isBetween(0.98 * expected, 1.02 * expected);
    }

    private static void isAtRest(RebalancerWorld world) {
        assertThat(world.map().ranges()).allMatch(RangeAssignment::isSettled);
    }

    /** The part of the ring that each node leads. */
    private static Map<String, Double> led(RebalancerWorld world) {
        Map<String, Double> led = new HashMap<>();
        world.map()
                .ranges()
                .forEach(range -> range.leaderIfAny()
                        .ifPresent(leader ->
                                led.merge(leader.node().name(), range.tokens().fraction(), Double::sum)));
        return led;
    }

    @Test
    void aNodeOfTwiceTheWeightGetsTwiceTheShare() {
        RebalancerWorld world = worldOfThree();
        world.join("n4");
        world.join("n5");
        world.join("n6", "", 2);
        world.pass(120_000);

        isAtRest(world);
        for (String node : List.of("n1", "n2", "n3", "n4", "n5")) {
            hasShare(world, node, 3.0 / 7);
        }
        hasShare(world, "n6", 6.0 / 7);
    }

    @Test
    void noTwoReplicasAreInOneRackOnceThereAreRacksEnough() {
        RebalancerWorld world = new RebalancerWorld(1, 3);
        world.join("n1", "a", 1);
        world.join("n2", "b", 1);
        world.join("n3", "c", 1);
        world.pass(1_000);
        world.join("n4", "a", 1);
        world.join("n5", "b", 1);
        world.join("n6", "c", 1);
        world.pass(120_000);

        isAtRest(world);
        assertThat(world.map().ranges())
                .allSatisfy(range -> assertThat(range.members().stream()
                                .map(member -> world.process(member.node().name()).rack))
                        .containsExactlyInAnyOrder("a", "b", "c"));
        for (String node : List.of("n1", "n2", "n3", "n4", "n5", "n6")) {
            hasShare(world, node, 0.5);
        }
    }

    @Test
    void leadershipsAreSpreadEvenlyAfterJoinsAndLeavesAndAfterARestart() {
        RebalancerWorld world = worldOfThree();
        world.join("n4");
        world.pass(60_000);
        isEven(world, List.of("n1", "n2", "n3", "n4"));

        world.process("n2").kill();
        world.pass(5_000);
        assertThat(led(world)).doesNotContainKey("n2");
        world.process("n2").start();
        world.pass(30_000);
        isEven(world, List.of("n1", "n2", "n3", "n4"));

        world.command(new ClusterCommand.Drain(new NodeId("n4")));
        world.pass(60_000);
        isEven(world, FIRST);
    }

    private static void isEven(RebalancerWorld world, List<String> nodes) {
        Map<String, Double> led = led(world);
        assertThat(led).containsOnlyKeys(nodes);
        List<Double> shares = new ArrayList<>(led.values());
        shares.sort(Comparator.naturalOrder());
        assertThat(shares.get(shares.size() - 1))
                .as("what each leads: " + led)
                .isLessThanOrEqualTo(1.10 / nodes.size());
    }
}
