package io.ordinal.node;

/**
 * The bounds of a node's memory and messages.
 *
 * @param pendingWrites writes taken in and not answered, over all ranges; more are refused as overloaded. Default 20,000
 * @param grantCount numbers asked for at once. Default 10,000
 * @param messageBytes payload of one message about a log. Default 1 MiB; one record may exceed it
 * @param unackedBytes payload sent to one follower of one range and not acknowledged. Default 4 MiB
 * @param tailBytes applied records of one range kept in memory for followers that lag a little. Default 1 MiB
 * @param retries answers remembered per range. Default 4,096; at 100 B each. Fewer make late retries end as unknown
 */
public record NodeLimits(
        int pendingWrites, int grantCount, int messageBytes, int unackedBytes, int tailBytes, int retries) {
    public static final NodeLimits DEFAULT = new NodeLimits(20_000, 10_000, 1 << 20, 4 << 20, 1 << 20, 4_096);
}
