package io.ordinal.launcher.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.Move;
import io.ordinal.ring.MoveSettings;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Reign;
import io.ordinal.ring.Ring;
import io.ordinal.ring.RingPlan;
import io.ordinal.ring.Standing;
import io.ordinal.ring.TokenRange;
import io.ordinal.ring.VirtualNode;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A ring of two halves, each with one replica: the lower one is n1's, the upper one n2's. */
class RestTest {
    private static final long MIDDLE = 1L << 62;
    private static final long END = 3L << 62;
    private static final Member N1 = member("n1");
    private static final Member N2 = member("n2");
    private static final TokenRange LOWER = new TokenRange(END, MIDDLE);
    private static final TokenRange UPPER = new TokenRange(MIDDLE, END);
    private static final List<VirtualNode> HALVES =
            List.of(new VirtualNode(MIDDLE, N1.node()), new VirtualNode(END, N2.node()));

    @Test
    void a_map_that_is_what_its_ring_wants_is_at_rest() {
        ClusterMap map = map(range(1, LOWER, N1), range(2, UPPER, N2));
        assertThat(Rest.missing(map, N2.node(), Standing.IN)).isEmpty();
        assertThat(RingShares.mostLoaded(map)).isCloseTo(1, within(1e-9));
    }

    @Test
    void a_node_that_does_not_stand_as_wanted_is_named() {
        ClusterMap map = map(range(1, LOWER, N1), range(2, UPPER, N2));
        assertThat(Rest.missing(map, N2.node(), Standing.LEFT)).containsExactly("n2 is IN, not LEFT");
        assertThat(Rest.missing(map, new NodeId("n3"), Standing.IN)).containsExactly("n3 is not known, not IN");
    }

    @Test
    void a_range_at_another_node_and_one_that_moves_are_named() {
        ClusterMap elsewhere = map(range(1, LOWER, N1), range(2, UPPER, N1));
        assertThat(Rest.missing(elsewhere)).singleElement().asString().contains("r2", "n1", "the ring wants [n2]");
        assertThat(RingShares.mostLoaded(elsewhere)).isCloseTo(2, within(1e-9));
        ClusterMap moving = map(range(1, LOWER, N1), range(2, UPPER, N1).moving(new Move(5, N2, N1)));
        assertThat(Rest.missing(moving)).containsExactly("range r2: move 5 to n2 for n1");
    }

    @Test
    void a_boundary_too_many_and_one_too_few_are_named() {
        TokenRange rest = new TokenRange(1L << 61, MIDDLE);
        ClusterMap tooMany = map(range(1, new TokenRange(END, 1L << 61), N1), range(3, rest, N1), range(2, UPPER, N2));
        assertThat(Rest.missing(tooMany)).singleElement().asString().contains("r1 is to be merged");
        ClusterMap tooFew = map(range(2, new TokenRange(END, END), N2));
        assertThat(Rest.missing(tooFew)).singleElement().asString().contains("a range is to be split at");
    }

    @Test
    void what_must_be_copied_is_what_a_node_newly_holds() {
        LoadedKeys keys = new LoadedKeys(1_000, 20);
        KeyStates states = new KeyStates(1_000);
        Ring both = ring(map(range(1, LOWER, N1), range(2, UPPER, N2)));
        Ring swapped =
                Ring.of(1, both.nodes(), List.of(new VirtualNode(MIDDLE, N2.node()), new VirtualNode(END, N1.node())));
        assertThat(RingShares.demandedBytes(both, both, keys, states)).isZero();
        long all = RingShares.demandedBytes(both, swapped, keys, states);
        assertThat(all).isEqualTo(bytesOf(keys));
        states.begin(17);
        states.deleteApplied(17, states.nextOrdinal(17));
        assertThat(RingShares.demandedBytes(both, swapped, keys, states)).isEqualTo(all - keys.size(17));
    }

    private static long bytesOf(LoadedKeys keys) {
        long sum = 0;
        for (int key = 0; key < keys.count(); key++) {
            sum += keys.size(key);
        }
        return sum;
    }

    private static Ring ring(ClusterMap map) {
        return map.plan().ring(map.replicationFactor(), map.nodes()).orElseThrow();
    }

    private static Member member(String node) {
        return new Member(new NodeId(node), new DiskId(new UUID(1, node.hashCode())));
    }

    private static RangeAssignment range(long id, TokenRange tokens, Member holder) {
        return new RangeAssignment(new RangeId(id), tokens, List.of(holder), List.of(), holder, 1);
    }

    private static ClusterMap map(RangeAssignment... ranges) {
        return new ClusterMap(
                new ClusterId(new UUID(9, 9)),
                8,
                new UUID(2, 8),
                new UUID(2, 7),
                new Reign(1, new UUID(3, 3), N1),
                1,
                List.of(new KnownNode(N1, "", 1), new KnownNode(N2, "", 1)),
                List.of(ranges),
                9,
                new RingPlan(HALVES, MoveSettings.DEFAULT, 6));
    }
}
