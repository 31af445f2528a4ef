package io.ordinal.node;

import io.ordinal.protocol.Position;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
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

    Quorum(RangeAssignment assignment) {
        sets.add(nodes(assignment.members()));
        if (!assignment.previous().isEmpty()) {
            sets.add(nodes(assignment.previous()));
        }
    }

    /** Whether the map still names a previous set of members. */
    boolean isJoint() {
        return sets.size() > 1;
    }

    /** Everybody who is asked, in order of node id. */
    List<NodeId> everybody() {
        TreeSet<NodeId> all = new TreeSet<>();
        sets.forEach(all::addAll);
        return List.copyOf(all);
    }

    boolean reachedBy(Predicate<NodeId> agrees) {
        for (List<NodeId> set : sets) {
            long count = set.stream().filter(agrees).count();
            if (count < majorityOf(set)) {
                return false;
            }
        }
        return true;
    }

    /** The highest position that a majority of each set has reached. */
    Position reached(Function<NodeId, Position> positionOf) {
        return sets.stream()
                .map(set -> majorityValue(set, positionOf, Comparator.naturalOrder()))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** The highest number that a majority of each set has reached. */
    long reachedNumber(ToLongFunction<NodeId> numberOf) {
        return sets.stream()
                .mapToLong(set -> majorityValue(set, numberOf::applyAsLong, Comparator.naturalOrder()))
                .min()
                .orElseThrow();
    }

    private static <T> T majorityValue(List<NodeId> set, Function<NodeId, T> valueOf, Comparator<T> order) {
        List<T> values = new ArrayList<>(set.size());
        for (NodeId node : set) {
            values.add(valueOf.apply(node));
        }
        values.sort(Collections.reverseOrder(order));
        return values.get(majorityOf(set) - 1);
    }

    private static int majorityOf(List<NodeId> set) {
        return set.size() / 2 + 1;
    }

    private static List<NodeId> nodes(List<Member> members) {
        return members.stream().map(Member::node).toList();
    }
}
