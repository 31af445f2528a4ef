package io.ordinal.rebalancer;

/**
 * The time constants of the office of rebalancer. None of them bears on safety: fencing is by quorum, authority by
 * conditional write.
 *
 * @param reportNanos how long a node that reports is taken to be alive after its last report. Unit: nanoseconds.
 *     Default: 300 ms. At least three times the interval of reports. Shorter fails over slow nodes; longer delays
 *     failover
 * @param settleNanos how long after the office was taken nothing is concluded from missing reports. Unit: nanoseconds.
 *     Default: 400 ms. At least {@code reportNanos}
 * @param suspicionNanos how long a suspicion lasts that is not said again. Unit: nanoseconds. Default: 500 ms
 * @param challengeStepNanos how much later the next candidate in rank writes, so that not all write at once. Unit:
 *     nanoseconds. Default: 20 ms. Only politeness
 * @param patienceNanos how old a reign must be before a suspicion against it is believed; doubled each time this
 *     candidate takes the office soon after its last time, up to 32 times. An absent holder is challenged at any age.
 *     Unit: nanoseconds. Default: 1 s. Shorter makes two nodes that cannot reach each other snatch the office more often;
 *     longer delays the second of two successions that follow each other closely
 * @param returnPauseNanos how long after the last other change leaderships begin to return, after a failover above all.
 *     Unit: nanoseconds. Default: 1 s. Shorter evens the load sooner, and moves leaderships to nodes that come and go
 * @param joinPauseNanos how long after the last node came those that came join, after five times as long in any case. Unit:
 *     nanoseconds. Default: 3 s. Longer plans more of them together, shorter gives them ranges sooner, while their
 *     processes are still busy with their own start
 * @param interruptions how many ranges may stand still at a time for what the rebalancer does by plan: splits, merges,
 *     commits of moves, and returns of leadership. Default: 1. More is done sooner, and each of them stands still for
 *     longer, since they wait for the same disks and processors
 * @param rests for how many times as long as the last interruption took no range stands still before the next one does.
 *     Default: 32, and 1 s at most. More is felt less, since what a change costs is spread over more time, and makes moves
 *     take longer
 * @param retryNanos pause before a read or write that failed is tried again. Unit: nanoseconds. Default: 50 ms
 */
public record RebalancerTimes(
        long reportNanos,
        long settleNanos,
        long suspicionNanos,
        long challengeStepNanos,
        long patienceNanos,
        long returnPauseNanos,
        long joinPauseNanos,
        int interruptions,
        int rests,
        long retryNanos) {
    private static final long MILLI = 1_000_000;

    private static final long MAX_REST_NANOS = 1_000 * MILLI;

    public static final RebalancerTimes DEFAULT = new RebalancerTimes(
            300 * MILLI,
            400 * MILLI,
            500 * MILLI,
            20 * MILLI,
            1_000 * MILLI,
            1_000 * MILLI,
            3_000 * MILLI,
            1,
            32,
            50 * MILLI);

    /** As these, but for what is done by plan: so many ranges at a time, and so long rests between them. */
    public RebalancerTimes interrupting(int atATime, int restsBetween) {
        return with(joinPauseNanos, atATime, restsBetween);
    }

    /** As these, but nodes join so long after the last has come. */
    public RebalancerTimes joiningAfter(long nanos) {
        return with(nanos, interruptions, rests);
    }

    private RebalancerTimes with(long otherJoinPauseNanos, int otherInterruptions, int otherRests) {
        return new RebalancerTimes(
                reportNanos,
                settleNanos,
                suspicionNanos,
                challengeStepNanos,
                patienceNanos,
                returnPauseNanos,
                otherJoinPauseNanos,
                otherInterruptions,
                otherRests,
                retryNanos);
    }

    public RebalancerTimes {
        require(reportNanos > 0 && suspicionNanos > 0 && retryNanos > 0 && patienceNanos > 0, "times are positive");
        require(
                challengeStepNanos >= 0 && returnPauseNanos >= 0 && joinPauseNanos >= 0 && rests >= 0,
                "times are not negative");
        require(interruptions > 0, "what is done by plan may interrupt one range at least");
        require(settleNanos >= reportNanos, "an office settles at least until every live node had time to report");
    }

    /** How long no range stands still by plan after one did for {@code tookNanos}. */
    long restNanos(long tookNanos) {
        return Math.min(MAX_REST_NANOS, rests * tookNanos);
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("rebalancer times: " + rule);
        }
    }
}
