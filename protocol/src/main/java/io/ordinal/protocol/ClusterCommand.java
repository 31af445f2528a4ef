package io.ordinal.protocol;

import io.ordinal.ring.NodeId;

/** What an operator can ask of the rebalancer. All of it can be asked twice: the second time changes nothing. */
public sealed interface ClusterCommand {
    /** The node is given virtual nodes, and with them ranges: one that waits for approval, leaves or has left. */
    record Add(NodeId node) implements ClusterCommand {}

    /** The node gives everything that it holds to others, and is given nothing more. */
    record Drain(NodeId node) implements ClusterCommand {}

    /** {@code by} takes over the virtual nodes of {@code node}, which gives it everything that it holds. */
    record Replace(NodeId node, NodeId by) implements ClusterCommand {}

    /** The move is given up unless it is committed, and its range stays where it is for ten minutes. */
    record CancelMove(long move) implements ClusterCommand {}

    /** Moves stop where they are, or go on. */
    record SetPaused(boolean paused) implements ClusterCommand {}

    /** New nodes wait to be added by hand, or are given ranges as they come. */
    record SetApproval(boolean approval) implements ClusterCommand {}

    /** @param graceSeconds how long a node may be absent before it is replaced */
    record SetGrace(int graceSeconds) implements ClusterCommand {}

    /** @param bytesPerSecond what a node may send to nodes that copy from it; 0 for no limit */
    record SetThrottle(long bytesPerSecond) implements ClusterCommand {}

    /** @param movesPerNode how many ranges a node gives, and how many it takes, at a time */
    record SetMovesPerNode(int movesPerNode) implements ClusterCommand {}
}
