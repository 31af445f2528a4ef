package io.ordinal.node;

import java.time.Duration;

/**
 * The time constants of a node. docs/architecture.md has the inequalities they must satisfy together.
 *
 * @param heartbeatNanos how often a leader asks its members to renew its leases. Default 50 ms. Shorter costs messages,
 *     longer makes leases end by chance
 * @param leaseNanos for how long a member that renewed promises no other leader, and how long a restarted node promises
 *     nothing at all. Default 400 ms; at least 4 heartbeats. Longer delays failover by as much
 * @param clockRateBound by how much the rates of two clocks may differ, as a fraction. Default 0.01; the leader's own
 *     lease is shorter by it
 * @param grantMarginNanos a grant that took longer is dropped. Default 100 ms; the sequencer's successor waits for it
 * @param sequencerPollNanos how often the sequencer is asked at least, with an empty request. Default 50 ms
 * @param silenceNanos who has not answered for so long is suspected. Default 300 ms; at least 3 heartbeats
 * @param resendNanos when a message that got no answer is sent again. Default 100 ms
 * @param reportNanos how often the rebalancer gets a report at least. Default 100 ms
 * @param refuseNanos after so long without a majority or without numbers, waiting writes are refused. Default 1.5 s;
 *     longer than a failover takes, or clients see refusals that a moment's patience would have spared
 */
public record NodeTimes(
        long heartbeatNanos,
        long leaseNanos,
        double clockRateBound,
        long grantMarginNanos,
        long sequencerPollNanos,
        long silenceNanos,
        long resendNanos,
        long reportNanos,
        long refuseNanos) {
    public static final NodeTimes DEFAULT = new NodeTimes(
            millis(50),
            millis(400),
            0.01,
            millis(100),
            millis(50),
            millis(300),
            millis(100),
            millis(100),
            millis(1_500));

    public NodeTimes {
        if (leaseNanos < 4 * heartbeatNanos || silenceNanos < 3 * heartbeatNanos) {
            throw new IllegalArgumentException("lease and silence must span several heartbeats");
        }
    }

    /** How long a leader trusts a renewal, from when it asked for it. */
    public long leaderLeaseNanos() {
        return (long) (leaseNanos * (1 - clockRateBound));
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
