package io.ordinal.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FirstMapTest {
    private static final ClusterId CLUSTER = new ClusterId(new UUID(1, 1));
    private static final UUID MAP_ID = new UUID(2, 2);

    private static List<KnownNode> nodes(int count) {
        List<KnownNode> nodes = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            nodes.add(new KnownNode(new Member(new NodeId("n" + i), new DiskId(new UUID(3, i))), "", 1));
        }
        return nodes;
    }

    private static ClusterMap firstMap(List<KnownNode> nodes, int replicationFactor) {
        Reign reign = new Reign(1, new UUID(4, 4), nodes.get(0).member());
        return FirstMap.of(CLUSTER, reign, nodes, replicationFactor, MAP_ID);
    }

    @Test
    void threeNodesHoldEverythingAndLeadAThirdEach() {
        ClusterMap map = firstMap(nodes(3), 3);

        assertThat(map.version()).isEqualTo(1);
        assertThat(map.parentId()).isEqualTo(ClusterMap.NO_PARENT);
        assertThat(map.replicationFactor()).isEqualTo(3);
        assertThat(map.ranges()).allSatisfy(range -> {
            assertThat(range.members()).hasSize(3);
            assertThat(range.leader()).isEqualTo(range.members().get(0));
            assertThat(range.previous()).isEmpty();
            assertThat(range.epoch()).isEqualTo(1);
        });
        Map<NodeId, Long> led = map.ranges().stream()
                .collect(Collectors.groupingBy(
                        range -> range.leaderIfAny().orElseThrow().node(), Collectors.counting()));
        assertThat(led).hasSize(3);
        assertThat(led.values()).containsOnly(map.ranges().size() / 3L);
    }

    @Test
    void theOrderInWhichNodesArePresentDoesNotMatter() {
        List<KnownNode> shuffled = new ArrayList<>(nodes(5));
        Collections.reverse(shuffled);

        ClusterMap map = FirstMap.of(
                CLUSTER, new Reign(1, new UUID(4, 4), nodes(5).get(0).member()), shuffled, 3, MAP_ID);

        assertThat(map).isEqualTo(firstMap(nodes(5), 3));
    }

    @Test
    void aSingleNodeGetsOneReplicaOfEverything() {
        ClusterMap map = firstMap(nodes(1), 3);

        assertThat(map.replicationFactor()).isEqualTo(1);
        assertThat(map.ranges()).allSatisfy(range -> assertThat(range.members()).hasSize(1));
    }

    @Test
    void aClusterWithoutNodesIsRefused() {
        Reign reign = new Reign(1, new UUID(4, 4), nodes(1).get(0).member());
        assertThatThrownBy(() -> FirstMap.of(CLUSTER, reign, List.of(), 3, MAP_ID))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one node");
    }
}
