package io.ordinal.protocol.netty;

import io.ordinal.protocol.Welcome;
import io.ordinal.ring.NodeId;

/** Hears what becomes of the connections to peers. Called on network threads: must not block. */
public interface PeerListener {
    /** The connection stands, and the peer is the member it should be. */
    void connected(NodeId peer, Welcome welcome);

    /**
     * The connection broke, or the first attempt to connect failed; it is tried again. Said once until it stands again.
     */
    void lost(NodeId peer, ConnectionLostException why);
}
