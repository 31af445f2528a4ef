package io.ordinal.node;

import io.ordinal.ring.NodeId;
import java.util.HashMap;
import java.util.Map;

/**
 * A leader's right to answer reads by itself: until a majority's renewals run out, counted from when the renewals were
 * asked for, and shorter than what the members lent by the bound on clock rates.
 */
final class LeaderLease {
    private final NodeId self;
    private final NodeTimes times;
    private final long silentUntilNanos;
    private final Map<NodeId, Long> renewedFromNanos = new HashMap<>();

    LeaderLease(NodeId self, NodeTimes times, long startNanos) {
        this.self = self;
        this.times = times;
        this.silentUntilNanos = startNanos + times.leaseNanos();
    }

    void renewed(NodeId member, long sentNanos) {
        renewedFromNanos.merge(member, sentNanos, Math::max);
    }

    /** When the lease ends; {@link ReadPermit#NO_LEASE} if there is none. */
    long endNanos(Quorum quorum, long nowNanos) {
        if (nowNanos < silentUntilNanos) {
            return ReadPermit.NO_LEASE;
        }
        long fromNanos = quorum.reachedNumber(
                node -> node.equals(self) ? nowNanos : renewedFromNanos.getOrDefault(node, ReadPermit.NO_LEASE));
        return fromNanos == ReadPermit.NO_LEASE ? ReadPermit.NO_LEASE : fromNanos + times.leaderLeaseNanos();
    }
}
