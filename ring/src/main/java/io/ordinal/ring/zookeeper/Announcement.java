package io.ordinal.ring.zookeeper;

/** How a node's own registration stands. {@code detail} is for people and says, while held, by whom. */
public record Announcement(State state, String detail) {
    /** What a registration can be. */
    public enum State {
        /** On its way: no connection, or no answer yet. */
        PENDING,
        /** In ZooKeeper, in the present session. */
        ANNOUNCED,
        /** The node id is held by somebody who is not provably an earlier self. It is tried again until free. */
        HELD_BY_ANOTHER,
        /** Withdrawn by its owner. */
        WITHDRAWN
    }
}
