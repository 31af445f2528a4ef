package io.ordinal.node;

import io.ordinal.protocol.FetchCopy;
import io.ordinal.ring.NodeId;
import java.util.Map;
import java.util.TreeMap;

/**
 * What bounds the log records on their way through a node, over all its ranges: whether followers may take more of them,
 * and how many may be under way to each peer.
 *
 * <p>A follower may take none while the table has too many to apply, or the disk has no room. It drops them, as the
 * network may, and tells the leader where it is once it takes records again; the others are a majority meanwhile.
 */
final class Flow {
    /** Enough to hide a round trip, and not so much that heartbeats behind it on the same connection come too late. */
    private static final int MAX_COPY_BYTES = 4 << 20;

    /**
     * A page is copied from one array to another several times on its way: that is cheap while it fits the processor's
     * cache, and while the collector has room for it among other objects.
     */
    private static final int MAX_COPY_PAGE_BYTES = 256 << 10;

    private static final int MIN_COPY_PAGE_BYTES = 16 << 10;

    private final NodeLimits limits;
    private final Map<NodeId, SendWindow> windows = new TreeMap<>();
    private long unappliedBytes;
    private boolean tableIsBehind;
    private boolean diskFull;
    private int ranges = 1;
    private int copies;

    Flow(NodeLimits limits) {
        this.limits = limits;
    }

    /** Whether a follower may append what its leader sends. */
    boolean takesRecords() {
        return !tableIsBehind && !diskFull;
    }

    /** Whether the disk has room for what need not be taken. */
    boolean diskHasRoom() {
        return !diskFull;
    }

    void diskFull(boolean full) {
        diskFull = full;
    }

    /** So many bytes of committed records go to the table. */
    void handedOut(long bytes) {
        unappliedBytes += bytes;
        tableIsBehind |= unappliedBytes > limits.shared().unappliedBytes();
    }

    /** The table has them. */
    void applied(long bytes) {
        unappliedBytes -= bytes;
        // Half is left to work on while the leaders hear of it and send more.
        tableIsBehind &= unappliedBytes > limits.shared().unappliedBytes() / 2;
    }

    /** How many bytes of applied records each range may keep. */
    long tailBytes() {
        return Math.min(limits.tailBytes(), limits.shared().tailBytes() / ranges);
    }

    void copyBegins() {
        copies++;
    }

    void copyEnds() {
        copies--;
    }

    /**
     * How many pages a copy may ask for at a time. It asks for as many again while the table has less than that of them to
     * apply. All copies together have as many as one alone would, but each has one.
     *
     * @param largestPageBytes how large they have to be expected: one that is a single entry may be larger than was asked
     *     for
     */
    int copyPages(int largestPageBytes) {
        int pages = Math.min(FetchCopy.MAX_PAGES, MAX_COPY_BYTES / Math.max(MAX_COPY_PAGE_BYTES, largestPageBytes));
        return Math.max(1, pages / Math.max(1, copies));
    }

    /**
     * How large such a page may be: with all that were asked for, copies take no more of the heap than records of
     * followers may.
     */
    int copyPageBytes() {
        long pages = 2L * copyPages(MAX_COPY_PAGE_BYTES) * Math.max(1, copies);
        return (int) Math.min(
                Math.min(MAX_COPY_PAGE_BYTES, limits.messageBytes()),
                Math.max(MIN_COPY_PAGE_BYTES, limits.shared().unappliedBytes() / pages));
    }

    void ranges(int count) {
        ranges = Math.max(1, count);
    }

    /** What all ranges together have under way to {@code peer}. */
    SendWindow windowTo(NodeId peer) {
        return windows.computeIfAbsent(
                peer, unused -> new SendWindow(limits.shared().peerUnackedBytes()));
    }
}
