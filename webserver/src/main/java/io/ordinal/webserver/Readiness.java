package io.ordinal.webserver;

import io.ordinal.client.ClusterView;
import io.ordinal.client.NodeStatus;
import io.ordinal.protocol.StatusReply;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says whether the cluster takes reads and writes of every key. A node that is absent is no reason against it while
 * each of its ranges has a leader and a majority without it.
 */
final class Readiness {
    private Readiness() {}

    /** Empty if it does; otherwise why not, in sentences for people. */
    static List<String> reasonsAgainst(ClusterView view, List<NodeStatus> statuses) {
        if (view.map() == null) {
            return List.of("no cluster map is known: too few nodes are there yet, or none of them answers");
        }
        List<String> reasons = new ArrayList<>();
        TreeSet<NodeId> missing = new TreeSet<>();
        TreeSet<NodeId> leaders = new TreeSet<>();
        int withoutLeader = 0;
        int withoutMajority = 0;
        for (RangeAssignment range : view.map().ranges()) {
            boolean led = range.leaderIfAny()
                    .filter(leader -> view.registration(leader).isPresent())
                    .isPresent();
            range.leaderIfAny().ifPresent(leader -> leaders.add(leader.node()));
            withoutLeader += led ? 0 : 1;
            withoutMajority += hasMajority(view, range.members(), missing)
                            && (range.previous().isEmpty() || hasMajority(view, range.previous(), missing))
                    ? 0
                    : 1;
        }
        int ranges = view.map().ranges().size();
        if (withoutMajority > 0) {
            reasons.add(withoutMajority + " of " + ranges + " ranges have no majority of their members: "
                    + names(missing) + (missing.size() == 1 ? " is" : " are") + " absent");
        } else if (withoutLeader > 0) {
            reasons.add(withoutLeader + " of " + ranges + " ranges have no leader: a takeover is under way");
        }
        for (NodeStatus status : statuses) {
            addReason(status, leaders.contains(status.node()), reasons);
        }
        return reasons;
    }

    private static void addReason(NodeStatus status, boolean leads, List<String> reasons) {
        StatusReply reply = status.reply();
        if (reply != null && !reply.readOnlyWhy().isEmpty()) {
            reasons.add(status.node() + " is read-only: " + reply.readOnlyWhy());
        } else if (reply == null && leads && status.registration() != null) {
            reasons.add(status.node() + " leads ranges and does not answer: " + status.failure());
        }
    }

    private static boolean hasMajority(ClusterView view, List<Member> members, Set<NodeId> missing) {
        int present = 0;
        for (Member member : members) {
            if (view.registration(member).isPresent()) {
                present++;
            } else {
                missing.add(member.node());
            }
        }
        return present > members.size() / 2;
    }

    private static String names(Set<NodeId> nodes) {
        return String.join(", ", nodes.stream().map(NodeId::name).toList());
    }
}
