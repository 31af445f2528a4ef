package io.ordinal.protocol;

import io.ordinal.ring.Member;
import io.ordinal.ring.RangeId;
import java.util.List;

/**
 * How a node sees itself.
 *
 * @param readOnlyWhy empty while the node takes writes; otherwise why it does not
 * @param term the highest sequencer term seen
 * @param highestIssued the highest number known to be issued
 */
public record StatusReply(
        Member member,
        long mapVersion,
        String readOnlyWhy,
        boolean zookeeperConnected,
        String durability,
        long term,
        long highestIssued,
        boolean isSequencer,
        boolean isRebalancer,
        List<RangeStatus> ranges)
        implements ClientReply {
    public StatusReply {
        ranges = List.copyOf(ranges);
    }

    /** One replica, as its node sees it. {@code role} is one of leader, taking-over, follower, copying, suspect. */
    public record RangeStatus(
            RangeId range, String role, long epoch, Position last, Position committed, Position applied) {}
}
