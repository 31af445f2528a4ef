package io.ordinal.protocol;

import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import java.util.List;

/**
 * What a node tells the rebalancer in office, every few tens of milliseconds and at once when something changes.
 *
 * @param suspects peers whose connections are refused, or that have been silent too long
 * @param led the ranges this node leads
 * @param wanting the ranges that the map gives this node to lead, in an epoch it cannot lead in (it led in it before a
 *     restart, or has promised a higher one): they need a higher one
 */
public record NodeReport(
        long report, Member reporter, long mapVersion, List<NodeId> suspects, List<Led> led, List<RangeId> wanting)
        implements RebalancerMessage {
    public NodeReport {
        suspects = List.copyOf(suspects);
        led = List.copyOf(led);
        wanting = List.copyOf(wanting);
    }

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
    }
}
