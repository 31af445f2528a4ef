package io.ordinal.rebalancer;

import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.Registration;
import io.ordinal.ring.Ring;
import io.ordinal.ring.RingNode;
import io.ordinal.ring.Standing;
import io.ordinal.ring.TokenPlacement;
import java.util.List;
import java.util.Optional;

/**
 * Decides who is on the ring: gives virtual nodes to nodes that come, and takes them from nodes that go. What follows for
 * ranges is for {@link Moves} to find out. {@link Standing} has the transitions.
 */
final class Roster {
    private Roster() {}

    /** Nodes that come by themselves, stay away for too long, or hold nothing any more. */
    static void plan(Draft draft, List<Registration> present, Arrivals arrivals, Absences absences, long nowNanos) {
        List<Registration> coming =
                present.stream().filter(one -> isComing(draft, one)).toList();
        arrivals.look(coming.stream().map(Registration::member).toList(), nowNanos);
        for (Registration registration : coming) {
            welcome(draft, registration, arrivals.mayJoin(registration.member(), nowNanos));
        }
        for (KnownNode node : draft.nodes()) {
            boolean isOverdue =
                    absences.isAbsentFor(node.member(), draft.plan().settings().graceSeconds(), nowNanos);
            if (node.standing() == Standing.IN && isOverdue && mayLose(draft)) {
                leaveRing(draft, node, Standing.LOST);
                draft.changed(node.member() + " was absent for too long: what it held is copied from the survivors");
            } else if (node.standing() == Standing.LEAVING && holdsNothing(draft, node.member())) {
                draft.know(node.standing(Standing.LEFT));
                draft.changed(node.member() + " holds nothing any more, and has left");
            }
        }
    }

    /**
     * A node that was never seen before, or that was given up as lost, comes. One that shows another disk under the id of a
     * member that is still counted on is not that member: it waits until that one is given up, or drained.
     */
    static boolean isComing(Draft draft, Registration registration) {
        Optional<KnownNode> known = draft.node(registration.member().node());
        boolean isSame = known.filter(node -> node.member().equals(registration.member()))
                .isPresent();
        Standing standing = known.map(KnownNode::standing).orElse(Standing.LOST);
        boolean comesAnew = standing == Standing.LOST || (standing == Standing.LEFT && !isSame);
        return comesAnew && !holdsSomethingOfOtherDisk(draft, registration.member());
    }

    private static void welcome(Draft draft, Registration registration, boolean mayJoin) {
        KnownNode node = Bookkeeping.knownNode(registration);
        if (draft.plan().settings().approval() || draft.ring().isEmpty()) {
            draft.know(node.standing(Standing.WAITING));
            draft.changed(node.member() + " joins without ranges, until it is added");
        } else if (mayJoin) {
            enterRing(draft, node);
            draft.changed(node.member() + " joins");
        }
    }

    /** Two disks under one id would be one node twice in a range. */
    private static boolean holdsSomethingOfOtherDisk(Draft draft, Member member) {
        return draft.ranges().stream()
                .flatMap(range -> range.everybody().stream())
                .anyMatch(other -> other.node().equals(member.node()) && !other.equals(member));
    }

    /** Gives the node virtual nodes, chosen so that the load stays even. */
    static void enterRing(Draft draft, KnownNode node) {
        Ring ring = draft.ring().orElseThrow(() -> new IllegalStateException("there is no ring to join"));
        KnownNode in = node.standing(Standing.IN);
        draft.plan(draft.plan()
                .withVirtualNodes(TokenPlacement.join(ring, RingNode.of(in)).virtualNodes()));
        draft.know(in);
    }

    /** Takes its virtual nodes from the node. */
    static void leaveRing(Draft draft, KnownNode node, Standing next) {
        NodeId leaver = node.member().node();
        Ring ring = draft.ring().orElseThrow(() -> new IllegalStateException("there is no ring to leave"));
        draft.plan(draft.plan().withVirtualNodes(ring.without(leaver).virtualNodes()));
        draft.know(node.standing(next));
    }

    /** Whether the ring still has enough nodes for every replica if one leaves it. */
    static boolean mayLose(Draft draft) {
        int onRing = draft.ring().map(ring -> ring.nodes().size()).orElse(0);
        return onRing > draft.parent().replicationFactor();
    }

    private static boolean holdsNothing(Draft draft, Member member) {
        List<RangeAssignment> ranges = draft.ranges();
        return ranges.stream().noneMatch(range -> range.concerns(member));
    }
}
