package io.ordinal.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.protocol.Position;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class QuorumTest {
    private final Quorum joint = new Quorum(new RangeAssignment(
            new RangeId(1),
            TokenRange.WHOLE_RING,
            members(1, 2, 3),
            members(3, 4, 5),
            members(1).get(0),
            2));

    private static List<Member> members(int... numbers) {
        return Arrays.stream(numbers)
                .mapToObj(i -> new Member(new NodeId("n" + i), new DiskId(new UUID(7, i))))
                .toList();
    }

    private static boolean isOneOf(NodeId node, String... names) {
        return Set.of(names).contains(node.name());
    }

    @Test
    void aMajorityOfThePreviousSetMustAgreeToo() {
        assertThat(joint.reachedBy(node -> isOneOf(node, "n1", "n2"))).isFalse();
        assertThat(joint.reachedBy(node -> isOneOf(node, "n4", "n5"))).isFalse();
        assertThat(joint.reachedBy(node -> isOneOf(node, "n1", "n2", "n3"))).isFalse();
        assertThat(joint.reachedBy(node -> isOneOf(node, "n1", "n3", "n5"))).isTrue();
    }

    @Test
    void whatIsReachedIsHeldByAMajorityOfBoth() {
        Position held = new Position(2, 9);
        assertThat(joint.reached(node -> isOneOf(node, "n1", "n2", "n3") ? held : Position.START))
                .isEqualTo(Position.START);
        assertThat(joint.reached(node -> isOneOf(node, "n1", "n3", "n4") ? held : Position.START))
                .isEqualTo(held);
        assertThat(joint.reachedNumber(node -> isOneOf(node, "n3", "n2", "n4") ? 7 : 0))
                .isEqualTo(7);
    }
}
