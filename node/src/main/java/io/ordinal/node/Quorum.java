package io.ordinal.node;

import io.ordinal.protocol.Position;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Who must agree: a majority of the members and, while the map still names a previous set, a majority of that too.
 */
final class Quorum {
    private final List<List<NodeId>> sets = new ArrayList<>();
    private final List<NodeId> everybody;

    Quorum(RangeAssignment assignment) {
        sets.add(nodes(assignment.members()));
        if (!assignment.previous().isEmpty()) {
            sets.add(nodes(assignment.previous()));
        }
        TreeSet<NodeId> all = new TreeSet<>();
        sets.forEach(all::addAll);
        everybody = List.copyOf(all);
    }

    /** Everybody who is asked, in order of node id. */
    List<NodeId> everybody() {
        return everybody;
    }

    boolean reachedBy(Predicate<NodeId> agrees) {
        for (List<NodeId> set : sets) {
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
        Position least = byMajority(sets.get(0), positionOf);
        for (int i = 1; i < sets.size(); i++) {
            least = Position.min(least, byMajority(sets.get(i), positionOf));
        }
        return least;
    }

    /** The highest number that a majority of each set has reached. */
    long reachedNumber(ToLongFunction<NodeId> numberOf) {
        long least = Long.MAX_VALUE;
        for (List<NodeId> set : sets) {
            long[] numbers = new long[set.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = numberOf.applyAsLong(set.get(i));
            }
            Arrays.sort(numbers);
            least = Math.min(least, numbers[numbers.length - majorityOf(set)]);
        }
        return least;
    }

    private static Position byMajority(List<NodeId> set, Function<NodeId, Position> positionOf) {
        Position[] positions = new Position[set.size()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = positionOf.apply(set.get(i));
        }
        Arrays.sort(positions);
        return positions[positions.length - majorityOf(set)];
    }

    private static int majorityOf(List<NodeId> set) {
        return set.size() / 2 + 1;
    }

    private static List<NodeId> nodes(List<Member> members) {
        return members.stream().map(Member::node).toList();
    }
}
