package io.ordinal.client;

import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: what the node said, or 10 ms doubled with each try up to a quarter of a
 * second, and up to half as much again at random, so that clients which failed together do not come back together.
 *
 * <p>What an overloaded node said is doubled with each try, up to a second: refusals cost it little, but not nothing,
 * and the more there are who ask again, the less often each must.
 */
final class Backoff {
    private static final long FIRST_MILLIS = 10;
    private static final long MAX_MILLIS = 250;
    private static final int MAX_DOUBLINGS = 5;

    /** A node that asks for more patience than this is asked again anyway: another may serve by then. */
    private static final long MAX_ASKED_FOR_MILLIS = 1_000;

    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** @param askedForMillis what the node said; 0 if it said nothing */
    long nanos(int tries, long askedForMillis) {
        return withJitter(
                askedForMillis > 0
                        ? Math.min(askedForMillis, MAX_ASKED_FOR_MILLIS)
                        : Math.min(FIRST_MILLIS << doublings(tries), MAX_MILLIS));
    }

    /** The same, of a node that has more work than it takes. */
    long nanosOfOverload(int tries, long askedForMillis) {
        long firstMillis = Math.max(FIRST_MILLIS, Math.min(askedForMillis, MAX_ASKED_FOR_MILLIS));
        return withJitter(Math.min(firstMillis << doublings(tries), MAX_ASKED_FOR_MILLIS));
    }

    private long withJitter(long millis) {
        long nanos = millis * 1_000_000;
        return nanos + random.nextLong(nanos / 2);
    }

    private static int doublings(int tries) {
        return Math.max(0, Math.min(tries - 1, MAX_DOUBLINGS));
    }
}
