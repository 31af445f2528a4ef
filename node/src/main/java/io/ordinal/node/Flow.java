package io.ordinal.node;

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
    private final NodeLimits limits;
    private final Map<NodeId, SendWindow> windows = new TreeMap<>();
    private long unappliedBytes;
    private boolean tableIsBehind;
    private boolean diskFull;
    private int ranges = 1;

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

    void ranges(int count) {
        ranges = Math.max(1, count);
    }

    /** What all ranges together have under way to {@code peer}. */
    SendWindow windowTo(NodeId peer) {
        return windows.computeIfAbsent(
                peer, unused -> new SendWindow(limits.shared().peerUnackedBytes()));
    }
}
