package io.ordinal.sequencer;

/**
 * The time constants of the office of sequencer. All nodes of a cluster must use the same lease, margin and clock-rate
 * bound.
 *
 * <p>After a holder dies grants resume after at most {@code detection + rank * challengeStepNanos + one write +
 * (leaseNanos + grantMarginNanos) * (1 + clockRateBound)}: by default about 300 + 20 + 10 + 455 ms, below one second.
 *
 * @param leaseNanos how long a confirmed conditional write, counted from when it was sent, lets its sender issue
 *     numbers. Unit: nanoseconds. Default: 350 ms. At least three times {@code renewNanos}, so that one slow write does
 *     not interrupt. Longer survives slower ZooKeeper writes, and lengthens every succession by as much
 * @param grantMarginNanos how long after sending its request a node still accepts the grant. Unit: nanoseconds.
 *     Default: 100 ms. The requester drops later grants by its own clock. Longer survives slower networks, and lengthens
 *     every succession by as much
 * @param clockRateBound by how much one node's clock may run faster than another's. Unit: a share of 1. Default: 0.01,
 *     far above what quartz does. It stretches a successor's wait
 * @param renewNanos how often the holder renews its lease by writing the record. Unit: nanoseconds. Default: 110 ms. At
 *     most {@code leaseNanos / 3}. Shorter costs ZooKeeper writes (one each) for nothing but a more even lease
 * @param quietNanos how long the record must not have been renewed before a suspicion is believed at once. Unit:
 *     nanoseconds. Default: 250 ms. At least {@code 2 * renewNanos}. Shorter takes the office from holders that are
 *     only slow; longer delays succession
 * @param suspicionNanos how long a suspicion lasts that is not said again. Unit: nanoseconds. Default: 500 ms. At least
 *     {@code quietNanos}
 * @param patienceNanos how long a suspicion must last while the holder goes on renewing (a partition between it and us)
 *     before it is challenged nevertheless; doubled after each such challenge, up to 32 times. Unit: nanoseconds.
 *     Default: 1 s. Shorter makes two nodes that cannot reach each other snatch the office more often
 * @param challengeStepNanos how much later the next candidate in rank writes, so that not all write at once. Unit:
 *     nanoseconds. Default: 20 ms; above the usual time of a ZooKeeper write. Only politeness: the conditional write
 *     decides
 * @param retryNanos pause before a read or write that failed is tried again. Unit: nanoseconds. Default: 50 ms
 */
public record SequencerTimes(
        long leaseNanos,
        long grantMarginNanos,
        double clockRateBound,
        long renewNanos,
        long quietNanos,
        long suspicionNanos,
        long patienceNanos,
        long challengeStepNanos,
        long retryNanos) {
    private static final long MILLI = 1_000_000;

    public static final SequencerTimes DEFAULT = new SequencerTimes(
            350 * MILLI,
            100 * MILLI,
            0.01,
            110 * MILLI,
            250 * MILLI,
            500 * MILLI,
            1_000 * MILLI,
            20 * MILLI,
            50 * MILLI);

    public SequencerTimes {
        require(renewNanos > 0 && grantMarginNanos > 0 && challengeStepNanos >= 0, "times are positive");
        require(retryNanos > 0 && patienceNanos > 0, "times are positive");
        require(3 * renewNanos <= leaseNanos, "a lease is renewed at least three times in its length");
        require(2 * renewNanos <= quietNanos, "a holder is quiet after two missed renewals at the earliest");
        require(quietNanos <= suspicionNanos, "a suspicion lasts until the holder can be known to be quiet");
        require(clockRateBound >= 0 && clockRateBound < 1, "the clock-rate bound is a share of 1");
    }

    /** How long a successor issues nothing after its first write was confirmed. */
    public long successionWaitNanos() {
        return (long) Math.ceil((leaseNanos + grantMarginNanos) * (1 + clockRateBound));
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("sequencer times: " + rule);
        }
    }
}
