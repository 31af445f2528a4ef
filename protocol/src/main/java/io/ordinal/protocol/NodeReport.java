package io.ordinal.protocol;

import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * What a node tells the rebalancer in office, every few tens of milliseconds and at once when something changes.
 *
 * @param suspects peers whose connections are refused, or that have been silent too long
 * @param led the ranges this node leads
 * @param wanting the ranges that need a higher epoch: the map gives them to this node to lead in one that it cannot lead
 *     in (it led in it before a restart, or has promised a higher one), or this node is suspect in them and cannot be
 *     brought level below a higher one
 * @param suspectIn the ranges that this node cannot lead: it may have lost something that it acknowledged in them,
 *     or lacks the end of a range that they were made of
 * @param handsOver whether the reporter asks others to lead what it leads, since it is about to leave or has no room on its
 *     disk: it leads until they took over, and is given nothing more
 * @param sealed the ranges under this node's leadership that are sealed, and whose members all have the whole log
 * @param moves how far the moves of the ranges are that this node leads
 */
public record NodeReport(
        long report,
        Member reporter,
        long mapVersion,
        List<NodeId> suspects,
        List<Led> led,
        List<RangeId> wanting,
        List<RangeId> suspectIn,
        boolean handsOver,
        List<Sealed> sealed,
        List<MoveProgress> moves)
        implements RebalancerMessage {
    public NodeReport {
        suspects = List.copyOf(suspects);
        led = List.copyOf(led);
        wanting = List.copyOf(wanting);
        suspectIn = List.copyOf(suspectIn);
        sealed = List.copyOf(sealed);
        moves = List.copyOf(moves);
    }

    /**
     * Whether both are equal but for what changes all the time: their numbers, who is level, and how much was copied.
     */
    public boolean saysTheSameAs(NodeReport other) {
        return reporter.equals(other.reporter)
                && mapVersion == other.mapVersion
                && handsOver == other.handsOver
                && suspects.equals(other.suspects)
                && wanting.equals(other.wanting)
                && suspectIn.equals(other.suspectIn)
                && sealed.equals(other.sealed)
                && areAlike(led, other.led, Led::saysTheSameAs)
                && areAlike(moves, other.moves, MoveProgress::saysTheSameAs);
    }

    private static <T> boolean areAlike(List<T> some, List<T> others, BiPredicate<T, T> alike) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (!alike.test(some.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** A range whose log ends for good, unless a higher epoch goes on with it. */
    public record Sealed(RangeId range, Position at) {}

    /**
     * A range under the reporter's leadership.
     *
     * @param opened whether the epoch's {@code Open} is committed
     * @param level the members that hold the log up to the leader's commit
     */
    public record Led(RangeId range, long epoch, boolean opened, List<NodeId> level) {
        public Led {
            level = List.copyOf(level);
        }

        private boolean saysTheSameAs(Led other) {
            return range.equals(other.range) && epoch == other.epoch && opened == other.opened;
        }
    }
}
