package io.ordinal.protocol;

import io.ordinal.ring.NodeId;
import java.util.List;

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

    /** One of the settings that say how moves are to go; the others stay as they are. */
    sealed interface Setting extends ClusterCommand {}

    /**
     * Several settings at once: all of them, or none.
     *
     * @param settings at most {@link #MAX_SETTINGS}; of two that say the same the later one holds
     */
    record SetAll(List<Setting> settings) implements ClusterCommand {
        public static final int MAX_SETTINGS = 16;

        public SetAll {
            settings = List.copyOf(settings);
            if (settings.size() > MAX_SETTINGS) {
                throw new IllegalArgumentException(
                        "at most " + MAX_SETTINGS + " settings are set at once, not " + settings.size());
            }
        }
    }

    /** Moves stop where they are, or go on. */
    record SetPaused(boolean paused) implements Setting {}

    /** New nodes wait to be added by hand, or are given ranges as they come. */
    record SetApproval(boolean approval) implements Setting {}

    /** @param graceSeconds how long a node may be absent before it is replaced */
    record SetGrace(int graceSeconds) implements Setting {}

    /** @param bytesPerSecond what a node may send to nodes that copy from it; 0 for no limit */
    record SetThrottle(long bytesPerSecond) implements Setting {}

    /** @param movesPerNode how many ranges a node gives, and how many it takes, at a time */
    record SetMovesPerNode(int movesPerNode) implements Setting {}
}
