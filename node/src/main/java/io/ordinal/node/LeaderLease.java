package io.ordinal.node;

import io.ordinal.ring.NodeId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A leader's right to answer reads by itself: until a majority's renewals run out, counted from when the renewals were
 * asked for, and shorter than what the members lent by the bound on clock rates.
 */
final class LeaderLease {
    private final NodeId self;
    private final NodeTimes times;
    private final long silentUntilNanos;
    private final Map<NodeId, Long> renewedFromNanos = new HashMap<>();

    /** The quorum that was asked for last, unless somebody has renewed since: that is far rarer than being asked. */
    private @Nullable Quorum asked;

    /** From when on a majority of it has renewed, the leader itself being always among them. */
    private long reachedNanos;

    LeaderLease(NodeId self, NodeTimes times, long startNanos) {
        this.self = self;
        this.times = times;
        this.silentUntilNanos = startNanos + times.leaseNanos();
    }

    void renewed(NodeId member, long sentNanos) {
        renewedFromNanos.merge(member, sentNanos, Math::max);
        asked = null;
    }

    /** When the lease ends; {@link ReadPermit#NO_LEASE} if there is none. */
    long endNanos(Quorum quorum, long nowNanos) {
        if (nowNanos < silentUntilNanos) {
            return ReadPermit.NO_LEASE;
        }
        if (asked != quorum) {
            asked = quorum;
            reachedNanos = quorum.reachedNumber(this::renewedFromNanos);
        }
        return reachedNanos == ReadPermit.NO_LEASE
                ? ReadPermit.NO_LEASE
                : Math.min(nowNanos, reachedNanos) + times.leaderLeaseNanos();
    }

    private long renewedFromNanos(NodeId member) {
        if (member.equals(self)) {
            return Long.MAX_VALUE;
        }
        Long renewed = renewedFromNanos.get(member);
        return renewed == null ? ReadPermit.NO_LEASE : renewed;
    }
}
