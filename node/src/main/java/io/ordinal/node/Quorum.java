package io.ordinal.node;

import io.ordinal.protocol.Position;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Who must agree: a majority of the members and, while the map still names a previous set, a majority of that too.
 * Immutable. Asked several times a turn for every range, hence plain loops over arrays.
 */
final class Quorum {
    private final NodeId[][] sets;
    private final List<NodeId> everybody;

    Quorum(RangeAssignment assignment) {
        NodeId[] members = nodes(assignment.members());
        NodeId[] previous = nodes(assignment.previous());
        sets = previous.length == 0 ? new NodeId[][] {members} : new NodeId[][] {members, previous};
        TreeSet<NodeId> all = new TreeSet<>();
        Collections.addAll(all, members);
        Collections.addAll(all, previous);
        everybody = List.copyOf(all);
    }

    /** Whether the map still names a previous set of members. */
    boolean isJoint() {
        return sets.length > 1;
    }

    /** Everybody who is asked, in order of node id. */
    List<NodeId> everybody() {
        return everybody;
    }

    boolean reachedBy(Predicate<NodeId> agrees) {
        for (NodeId[] set : sets) {
            int count = 0;
            for (NodeId node : set) {
                count += agrees.test(node) ? 1 : 0;
            }
            if (count < majorityOf(set)) {
                return false;
            }
        }
        return true;
    }

    /** The highest position that a majority of each set has reached. */
    Position reached(Function<NodeId, Position> positionOf) {
        @Nullable Position lowest = null;
        for (NodeId[] set : sets) {
            Position[] positions = new Position[set.length];
            for (int i = 0; i < positions.length; i++) {
                positions[i] = positionOf.apply(set[i]);
            }
            Arrays.sort(positions);
            Position held = positions[positions.length - majorityOf(set)];
            lowest = lowest == null ? held : Position.min(lowest, held);
        }
        return Objects.requireNonNull(lowest);
    }

    /** The highest number that a majority of each set has reached. */
    long reachedNumber(ToLongFunction<NodeId> numberOf) {
        long lowest = Long.MAX_VALUE;
        for (NodeId[] set : sets) {
            long[] numbers = new long[set.length];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = numberOf.applyAsLong(set[i]);
            }
            Arrays.sort(numbers);
            lowest = Math.min(lowest, numbers[numbers.length - majorityOf(set)]);
        }
        return lowest;
    }

    private static int majorityOf(NodeId[] set) {
        return set.length / 2 + 1;
    }

    private static NodeId[] nodes(List<Member> members) {
        return members.stream().map(Member::node).toArray(NodeId[]::new);
    }
}
