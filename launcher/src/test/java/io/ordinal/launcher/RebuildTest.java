package io.ordinal.launcher;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Reign;
import io.ordinal.ring.RingPlan;
import io.ordinal.ring.TokenRange;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RebuildTest {
    private static final UUID SOME_ID = new UUID(1, 1);

    private static ClusterMap mapOf(int members) {
        List<Member> all = new ArrayList<>();
        for (int i = 1; i <= members; i++) {
            all.add(new Member(new NodeId("n" + i), new DiskId(new UUID(7, i))));
        }
        return new ClusterMap(
                new ClusterId(SOME_ID),
                1,
                SOME_ID,
                SOME_ID,
                new Reign(1, SOME_ID, all.get(0)),
                members,
                all.stream().map(member -> new KnownNode(member, "", 1)).toList(),
                List.of(new RangeAssignment(new RangeId(1), TokenRange.WHOLE_RING, all, List.of(), all.get(0), 1)),
                2,
                RingPlan.NONE);
    }

    private static Member n1(ClusterMap map) {
        return map.nodes().get(0).member();
    }

    @Test
    void three_members_can_fill_one_of_them_again() {
        ClusterMap map = mapOf(3);
        assertThatCode(() -> Rebuild.requireOthers(map, n1(map))).doesNotThrowAnyException();
    }

    @Test
    void nobody_can_fill_the_only_member_or_one_of_two() {
        for (int members = 1; members <= 2; members++) {
            ClusterMap map = mapOf(members);
            assertThatThrownBy(() -> Rebuild.requireOthers(map, n1(map)))
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContaining("node n1 cannot be rebuilt")
                    .hasMessageContaining("--accept-loss");
        }
    }

    @Test
    void a_node_that_has_no_ranges_loses_none() {
        ClusterMap map = mapOf(1);
        Member stranger = new Member(new NodeId("n1"), new DiskId(new UUID(9, 9)));
        assertThatCode(() -> Rebuild.requireOthers(map, stranger)).doesNotThrowAnyException();
    }
}
