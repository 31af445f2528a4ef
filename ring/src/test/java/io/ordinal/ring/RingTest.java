package io.ordinal.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RingTest {
    @Property(tries = 500)
    void everyTokenIsInExactlyOneRange(@ForAll long seed, @ForAll long token) {
        Ring ring = Rings.thrown(seed);

        Rings.holding(token, ring);
        for (VirtualNode virtualNode : ring.virtualNodes()) {
            ReplicaSet set = Rings.holding(virtualNode.token(), ring);
            assertThat(set.range().endInclusive()).isEqualTo(virtualNode.token());
            assertThat(set.nodes().get(0)).isEqualTo(virtualNode.node());
            Rings.holding(virtualNode.token() + 1, ring);
        }
    }

    @Property(tries = 500)
    void everyRangeHasDistinctNodesAndAsManyRacksAsThereAre(@ForAll long seed) {
        Ring ring = Rings.thrown(seed);
        Map<NodeId, String> racks = Rings.racks(ring);
        int replicas = Math.min(ring.replicationFactor(), racks.size());
        int distinctRacks = Math.min(replicas, new LinkedHashSet<>(racks.values()).size());

        for (ReplicaSet set : ring.replicaSets()) {
            assertThat(set.nodes()).doesNotHaveDuplicates().hasSize(replicas);
            assertThat(set.nodes().stream().map(racks::get).distinct()).hasSize(distinctRacks);
        }
    }

    /** The rule once more, written down in the most simple way. */
    @Property(tries = 500)
    void replicasAreTheNextNodesClockwiseNewRacksFirst(@ForAll long seed) {
        Ring ring = Rings.thrown(seed);
        Map<NodeId, String> racks = Rings.racks(ring);
        List<VirtualNode> tokens = ring.virtualNodes();
        for (int i = 0; i < tokens.size(); i++) {
            Set<NodeId> clockwise = new LinkedHashSet<>();
            for (int step = 0; step < tokens.size(); step++) {
                clockwise.add(tokens.get((i + step) % tokens.size()).node());
            }
            List<NodeId> firstOfTheirRack = new ArrayList<>();
            List<NodeId> others = new ArrayList<>();
            Set<String> seen = new LinkedHashSet<>();
            clockwise.forEach(
                    node -> (seen.add(String.valueOf(racks.get(node))) ? firstOfTheirRack : others).add(node));
            firstOfTheirRack.addAll(others);

            assertThat(ring.replicaSets().get(i).nodes())
                    .isEqualTo(
                            firstOfTheirRack.subList(0, Math.min(ring.replicationFactor(), firstOfTheirRack.size())));
        }
    }

    @Property(tries = 300)
    void oneArcAtMostWrapsAroundZeroAndItIsTheFirst(@ForAll long seed) {
        List<ReplicaSet> sets = Rings.thrown(seed).replicaSets();

        assertThat(sets.get(0).range().wrapsAround()).isTrue();
        assertThat(sets.subList(1, sets.size())).noneMatch(set -> set.range().wrapsAround());
        assertThat(sets.stream().mapToDouble(set -> set.range().fraction()).sum())
                .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-9));
    }

    @Property(tries = 300)
    void whenANodeLeavesOthersTakeOverAndNothingElseMoves(@ForAll long seed) {
        Ring ring = Rings.thrown(seed);
        NodeId leaver = ring.nodes().get(0).id();
        if (ring.nodes().size() == 1) {
            assertThatThrownBy(() -> ring.without(leaver)).isInstanceOf(IllegalArgumentException.class);
            return;
        }

        Ring without = ring.without(leaver);

        assertThat(ring.virtualNodes()).containsAll(without.virtualNodes());
        assertThat(RingDifference.between(ring, without).changes())
                .allSatisfy(change -> assertThat(change.loses()).containsExactly(leaver));
    }

    @Test
    void aRingOfOneTokenIsHeldWholeByItsOwner() {
        RingNode alone = Rings.node(1, "", 1);

        Ring ring = Ring.of(3, List.of(alone), List.of(new VirtualNode(42, alone.id())));

        assertThat(ring.replicaSets()).hasSize(1);
        assertThat(ring.replicaSets().get(0).range().isWholeRing()).isTrue();
        assertThat(Rings.holding(43, ring).nodes()).containsExactly(alone.id());
    }

    @Test
    void theRingDrawnInTheDocsIsRight() {
        RingNode n1 = Rings.node(1, "", 1);
        RingNode n2 = Rings.node(2, "", 1);
        RingNode n3 = Rings.node(3, "", 1);
        List<VirtualNode> clockwise = new ArrayList<>();
        for (RingNode owner : List.of(n1, n3, n2, n1, n3, n2)) {
            clockwise.add(new VirtualNode((clockwise.size() + 1) * (1L << 61), owner.id()));
        }

        Ring ring = Ring.of(3, List.of(n1, n2, n3), clockwise);

        assertThat(Rings.holding(0, ring).nodes()).containsExactly(n1.id(), n3.id(), n2.id());
        assertThat(ring.replicaSets().get(0).range().wrapsAround()).isTrue();
    }

    @Test
    void twoOwnersOfOneTokenAreRefused() {
        RingNode n1 = Rings.node(1, "", 1);
        RingNode n2 = Rings.node(2, "", 1);
        List<VirtualNode> clash = List.of(new VirtualNode(7, n1.id()), new VirtualNode(7, n2.id()));

        assertThatThrownBy(() -> Ring.of(1, List.of(n1, n2), clash))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two virtual nodes");
    }
}
