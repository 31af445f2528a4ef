package io.ordinal.repl;

import io.ordinal.client.ClusterView;
import io.ordinal.client.NodeStatus;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.RangeAssignment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whether the cluster takes writes, as far as can be told from outside.
 *
 * @param readOnlyWhy empty while every range takes writes; otherwise why some do not, as half a sentence
 */
public record ClusterHealth(String readOnlyWhy) {
    /** A node that is registered counts as there, whatever it would answer. */
    public static ClusterHealth of(ClusterView view) {
        return of(view, member -> view.registration(member).isPresent());
    }

    /** A node counts as there if it answered; what it says of itself counts too. */
    public static ClusterHealth of(ClusterView view, List<NodeStatus> statuses) {
        Set<Member> there = new HashSet<>();
        for (NodeStatus status : statuses) {
            if (status.reply() != null) {
                there.add(status.reply().member());
            }
        }
        ClusterHealth byRanges = of(view, there::contains);
        if (!byRanges.readOnlyWhy.isEmpty()) {
            return byRanges;
        }
        for (NodeStatus status : statuses) {
            if (status.reply() != null && !status.reply().readOnlyWhy().isEmpty()) {
                return new ClusterHealth(
                        status.node() + " says: " + status.reply().readOnlyWhy());
            }
        }
        return byRanges;
    }

    public boolean isReadOnly() {
        return !readOnlyWhy.isEmpty();
    }

    private static ClusterHealth of(ClusterView view, Predicate<Member> isThere) {
        ClusterMap map = view.map();
        if (map == null) {
            return new ClusterHealth("no cluster map is known yet");
        }
        long withoutQuorum = map.ranges().stream()
                .filter(range -> !hasQuorum(range, isThere))
                .count();
        if (withoutQuorum == 0) {
            return new ClusterHealth("");
        }
        return new ClusterHealth(
                withoutQuorum == map.ranges().size()
                        ? "ranges have no quorum"
                        : withoutQuorum + " of " + map.ranges().size() + " ranges have no quorum");
    }

    private static boolean hasQuorum(RangeAssignment range, Predicate<Member> isThere) {
        return majority(range.members(), isThere)
                && (range.previous().isEmpty() || majority(range.previous(), isThere));
    }

    private static boolean majority(List<Member> members, Predicate<Member> isThere) {
        return members.stream().filter(isThere).count() > members.size() / 2;
    }
}
