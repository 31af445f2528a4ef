package io.ordinal.ring.zookeeper;

/** How a process stands with ZooKeeper. Legal: CONNECTING to CONNECTED, then CONNECTED, SUSPENDED and LOST in turns, CLOSED last. */
public enum SessionState {
    /** Never connected yet. */
    CONNECTING,
    /** Connected; after SUSPENDED or LOST possibly in a new session. */
    CONNECTED,
    /** The connection broke; the session may live or not. Whoever holds an office stops acting in it now. */
    SUSPENDED,
    /** The session has expired, as far as can be told from here: ephemerals are gone or about to go. */
    LOST,
    /** Closed by its owner. */
    CLOSED
}
