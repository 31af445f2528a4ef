package io.ordinal.node;

/**
 * The bounds of a node's memory and messages.
 *
 * @param pendingWrites writes taken in and not answered, over all ranges; more are refused as overloaded. Default 20,000.
 *     Fewer are taken if the node is slow: about as many as it answers in a fifth of a second, see {@link WriteBudget}
 * @param grantCount numbers asked for at once. Default 10,000
 * @param messageBytes payload of one message about a log. Default 1 MiB; one record may exceed it
 * @param unackedBytes payload sent to one follower of one range and not acknowledged. Default 4 MiB
 * @param tailBytes applied records of one range kept in memory for followers that lag a little. Default 1 MiB
 * @param retries answers remembered per range. Default 4,096; at 100 B each. Fewer make late retries end as unknown
 * @param shared what all ranges of the node have together
 */
public record NodeLimits(
        int pendingWrites,
        int grantCount,
        int messageBytes,
        int unackedBytes,
        int tailBytes,
        int retries,
        Shared shared) {
    public static final NodeLimits DEFAULT =
            new NodeLimits(20_000, 10_000, 1 << 20, 4 << 20, 1 << 20, 4_096, Shared.DEFAULT);

    /** Bounds of one range or kind, with the defaults for what all ranges share. */
    public NodeLimits(
            int pendingWrites, int grantCount, int messageBytes, int unackedBytes, int tailBytes, int retries) {
        this(pendingWrites, grantCount, messageBytes, unackedBytes, tailBytes, retries, Shared.DEFAULT);
    }

    /** The defaults, for a node whose heap may grow so large: with less than 1 GiB, what all ranges share is less. */
    public static NodeLimits forHeap(long maxHeapBytes) {
        return new NodeLimits(
                DEFAULT.pendingWrites,
                DEFAULT.grantCount,
                DEFAULT.messageBytes,
                DEFAULT.unackedBytes,
                DEFAULT.tailBytes,
                DEFAULT.retries,
                Shared.forHeap(maxHeapBytes));
    }

    /**
     * Bounds over all ranges of a node. Each may be exceeded by one value of 1 MiB.
     *
     * @param pendingBytes keys and values of the writes taken in and not answered; more are refused as overloaded.
     *     Default 64 MiB. They are in the heap until a majority and the table have them; fewer refuse large values sooner
     * @param peerUnackedBytes payload sent to one peer and not acknowledged; ranges that have more to send take turns.
     *     Default 32 MiB. More only helps where it is less than bandwidth times round trip
     * @param unappliedBytes committed records handed to the table and not applied; with more, this node takes no records
     *     as a follower until half of them are applied. Default 64 MiB. They are in the heap, and a restart, or a
     *     takeover, must apply as much before it serves
     * @param tailBytes applied records kept in memory, an equal share for each range. Default 64 MiB; followers that lag
     *     further are served from the journal
     */
    public record Shared(long pendingBytes, long peerUnackedBytes, long unappliedBytes, long tailBytes) {
        public static final Shared DEFAULT = new Shared(64L << 20, 32L << 20, 64L << 20, 64L << 20);

        /** The defaults, or less: each at most a sixteenth of the heap, what is under way to a peer half of that. */
        static Shared forHeap(long maxHeapBytes) {
            long share = maxHeapBytes / 16;
            return new Shared(
                    Math.min(DEFAULT.pendingBytes, share),
                    Math.min(DEFAULT.peerUnackedBytes, share / 2),
                    Math.min(DEFAULT.unappliedBytes, share),
                    Math.min(DEFAULT.tailBytes, share));
        }
    }
}
