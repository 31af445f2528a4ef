package io.ordinal.protocol;

/** Why the rebalancer refused a command, for programs. */
public enum CommandRefusal {
    /** The cluster knows no node of that name. */
    UNKNOWN_NODE,
    /** No move of that number is under way: there never was one, or it is over or committed. */
    UNKNOWN_MOVE,
    /** The ring would be left with fewer nodes than the replication factor. */
    TOO_FEW_NODES,
    /** What the node is does not allow it: it is not on the ring, and has nothing to hand over. */
    WRONG_STATE,
    /** The node is known, and does not run. */
    NOT_PRESENT,
    /** The cluster's map has no ring, so its ranges stay where they are. */
    NO_RING,
    /** The command makes no sense, whatever the cluster is like. */
    INVALID,
    /** Too many commands wait: it can be done later. */
    BUSY
}
