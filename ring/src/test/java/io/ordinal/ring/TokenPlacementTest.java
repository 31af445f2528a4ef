package io.ordinal.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenPlacementTest {
    /** Joins in any order, since names say nothing about when a node comes. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aRingThatGrowsNodeByNodeStaysEvenAndEachJoinMovesNoMoreThanItMust(int racks) {
        List<RingNode> nodes = BalanceReport.equalNodes(racks, 100 - 100 % racks);
        Ring ring = TokenPlacement.build(3, nodes.subList(0, 3));
        for (RingNode joiner : nodes.subList(3, nodes.size())) {
            Ring before = ring;
            ring = TokenPlacement.join(before, joiner);
            int count = ring.nodes().size();

            assertThat(ring.virtualNodes()).containsAll(before.virtualNodes());
            assertThat(ring.virtualNodes().size() - before.virtualNodes().size())
                    .isBetween(1, 32);
            RingDifference difference = RingDifference.between(before, ring);
            assertThat(difference.changes()).allSatisfy(change -> {
                assertThat(change.gains()).containsExactly(joiner.id());
                assertThat(change.loses()).hasSize(1);
            });
            assertThat(difference.gainedFraction())
                    .as("moved by the join of node %d", count)
                    .isLessThanOrEqualTo(1.02 * 3 / count);
            if (count % racks == 0 && (count < 12 || count % 9 == 0 || count == nodes.size())) {
                assertEven(BalanceReport.of(ring), 1.03);
            }
        }
    }

    @Property(tries = 4)
    void aRingBuiltAtOnceIsEven(@ForAll @IntRange(min = 4, max = 100) int count, @ForAll boolean withRacks) {
        int racks = withRacks && count >= 6 ? 3 : 1;
        List<RingNode> nodes = BalanceReport.equalNodes(racks, count - count % racks);

        assertEven(BalanceReport.of(TokenPlacement.build(3, nodes)), 1.03);
    }

    private static void assertEven(BalanceReport report, double bound) {
        assertThat(report.mostReplicas()).as("replicas: %s", report).isLessThanOrEqualTo(bound);
        assertThat(report.mostLed()).as("leaders: %s", report).isLessThanOrEqualTo(bound);
    }

    @ParameterizedTest
    @CsvSource({"113, 29", "270, 25", "184, 8", "3, 11"})
    void sharesFollowTheWeightsThoughTheFirstNodesAreHeavy(long seed, int count) {
        sharesFollowTheWeights(seed, count);
    }

    @Property(tries = 8)
    void sharesFollowTheWeights(@ForAll long seed, @ForAll @IntRange(min = 8, max = 30) int count) {
        Random random = new Random(seed);
        List<RingNode> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(Rings.node(i, "", 1 + random.nextInt(2)));
        }
        BalanceReport report = BalanceReport.of(TokenPlacement.build(3, nodes));

        assertThat(report.leastReplicas()).isGreaterThan(0.9);
        assertEven(report, 1.1);
    }

    @Test
    void aNodeOfTwiceTheWeightGetsTwiceTheTokensAndTwiceTheData() {
        List<RingNode> nodes = BalanceReport.equalNodes(1, 8);
        RingNode heavy = new RingNode(new NodeId("heavy"), "rack-0", 2);

        Ring ring = TokenPlacement.join(TokenPlacement.build(3, nodes), heavy);

        Map<NodeId, Double> shares = new LinkedHashMap<>();
        ring.replicaSets()
                .forEach(set -> set.nodes()
                        .forEach(node -> shares.merge(node, set.range().fraction(), Double::sum)));
        assertThat(shares.get(heavy.id())).isCloseTo(3 * 2 / 10.0, within(0.02));
        assertThat(ring.virtualNodes().stream().filter(token -> token.node().equals(heavy.id())))
                .hasSize(2 * TokenPlacement.LEAST_TOKENS);
    }

    @Test
    void theSameNodesGiveTheSameRingInWhateverOrder() {
        List<RingNode> nodes = BalanceReport.equalNodes(3, 12);
        List<RingNode> shuffled = new ArrayList<>(nodes);
        Collections.shuffle(shuffled, new Random(5));

        assertThat(TokenPlacement.build(3, shuffled)).isEqualTo(TokenPlacement.build(3, nodes));
    }

    @Property(tries = 10)
    void unevenRacksAndManyReplicasArePlacedToo(@ForAll long seed) {
        Random random = new Random(seed);
        int replicationFactor = 1 + random.nextInt(5);
        int racks = 1 + random.nextInt(5);
        Ring ring = TokenPlacement.build(replicationFactor, List.of(Rings.node(0, "rack0", 1)));
        for (int i = 1; i < 12; i++) {
            RingNode joiner = Rings.node(i, "rack" + random.nextInt(racks), 1 + random.nextInt(3));
            Ring before = ring;
            ring = TokenPlacement.join(before, joiner);

            assertThat(ring.virtualNodes()).containsAll(before.virtualNodes());
            assertThat(RingDifference.between(before, ring).changes())
                    .allSatisfy(change -> assertThat(change.gains()).containsExactly(joiner.id()));
        }
    }

    @Test
    void aNodeThatIsThereCannotJoin() {
        List<RingNode> nodes = BalanceReport.equalNodes(1, 4);
        Ring ring = TokenPlacement.build(3, nodes);

        assertThatThrownBy(() -> TokenPlacement.join(ring, nodes.get(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two nodes are called n001");
    }
}
