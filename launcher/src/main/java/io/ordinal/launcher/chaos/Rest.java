package io.ordinal.launcher.chaos;

import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.ReplicaSet;
import io.ordinal.ring.Ring;
import io.ordinal.ring.Standing;
import io.ordinal.ring.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether a cluster map has become what its ring wants it to be. */
final class Rest {
    private Rest() {}

    /** What is still under way or to come until the node stands so and all is at rest, for people; empty if nothing is. */
    static List<String> missing(ClusterMap map, NodeId node, Standing wanted) {
        List<String> missing = new ArrayList<>();
        Optional<Standing> standing = map.node(node).map(known -> known.standing());
        if (!standing.equals(Optional.of(wanted))) {
            missing.add(node + " is " + standing.map(Standing::name).orElse("not known") + ", not " + wanted);
        }
        missing.addAll(missing(map));
        return missing;
    }

    /** What is still under way or to come, for people; empty if the map is at rest. */
    static List<String> missing(ClusterMap map) {
        List<String> missing = new ArrayList<>();
        TreeMap<Long, ReplicaSet> wanted = new TreeMap<>(Long::compareUnsigned);
        Optional<Ring> ring = map.plan().ring(map.replicationFactor(), map.nodes());
        ring.ifPresent(
                one -> one.replicaSets().forEach(set -> wanted.put(set.range().endInclusive(), set)));
        TreeSet<Long> boundaries = new TreeSet<>(Long::compareUnsigned);
        for (RangeAssignment range : map.ranges()) {
            boundaries.add(range.tokens().endInclusive());
            if (!range.isSettled()) {
                missing.add("range " + range.id() + ": " + underWay(range));
            } else {
                ReplicaSet set = wanted.get(range.tokens().endInclusive());
                if (set == null) {
                    missing.add("range " + range.id() + " is to be merged with the one behind it");
                } else if (!holders(range).equals(Set.copyOf(set.nodes()))) {
                    missing.add("range " + range.id() + " is at " + holders(range) + ", the ring wants " + set.nodes());
                }
            }
        }
        for (long token : wanted.keySet()) {
            if (!boundaries.contains(token)) {
                missing.add("a range is to be split at " + Tokens.toString(token));
            }
        }
        return missing;
    }

    private static Set<NodeId> holders(RangeAssignment range) {
        return range.members().stream().map(member -> member.node()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String underWay(RangeAssignment range) {
        if (range.move() != null) {
            return "move " + range.move().id() + " to " + range.move().target().node() + " for "
                    + range.move().leaving().node();
        } else if (!range.previous().isEmpty()) {
            return "its new members are not known to be open";
        } else if (!range.parents().isEmpty()) {
            return "it is new, and not known to be open";
        }
        return range.mergeIfAny().isPresent() ? "it is being merged" : "it is being split";
    }
}
