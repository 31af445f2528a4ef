package io.ordinal.client;

/**
 * How much a client takes in hand. What is above waits; what is above that is refused at once with
 * {@link Refusal#CLIENT_BUSY}, so a caller that is faster than the cluster notices instead of filling the heap.
 *
 * @param maxInFlight operations being asked of nodes at a time. Default 1,024: enough to fill group commits of a small
 *     cluster; more raises latency rather than throughput
 * @param maxWaiting operations that wait for a place in flight. Default 16,384
 * @param maxBytes bytes of keys and values of all writes in hand. Default 64 MiB
 */
public record ClientLimits(int maxInFlight, int maxWaiting, long maxBytes) {
    public static final ClientLimits DEFAULT = new ClientLimits(1_024, 16_384, 64L << 20);

    public ClientLimits {
        if (maxInFlight < 1 || maxWaiting < 0 || maxBytes < 1) {
            throw new IllegalArgumentException("limits are at least 1 (0 may wait): in flight " + maxInFlight
                    + ", waiting " + maxWaiting + ", bytes " + maxBytes);
        }
    }
}
