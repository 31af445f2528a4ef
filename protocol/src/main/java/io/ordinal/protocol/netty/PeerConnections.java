package io.ordinal.protocol.netty;

import io.ordinal.protocol.Hello;
import io.ordinal.protocol.Message;
import io.ordinal.ring.Address;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * This node's connections to its peers: one to each, on which it only sends; what they say comes by their own
 * connection to us. They are opened again whenever they break. A message to a peer that is not connected is dropped, as
 * the protocol allows. All methods are for any thread.
 */
public final class PeerConnections implements AutoCloseable {
    private final NetworkThreads threads;
    private final Supplier<Hello> hello;
    private final PeerListener listener;
    private final PeerLimits limits;
    private final Map<NodeId, PeerLink> links = new ConcurrentHashMap<>();

    /** @param hello what to say at each new connection, with the marks of that moment; called on network threads */
    public PeerConnections(NetworkThreads threads, Supplier<Hello> hello, PeerListener listener, PeerLimits limits) {
        this.threads = threads;
        this.hello = hello;
        this.listener = listener;
        this.limits = limits;
    }

    /**
     * Keeps a connection to {@code peer} at {@code address} from now on. A connection to its former address, or to
     * another disk under its node id, is given up; otherwise nothing changes.
     */
    public void connect(Member peer, Address address) {
        links.computeIfAbsent(peer.node(), node -> new PeerLink(node, threads, hello, listener, limits))
                .aim(peer, address);
    }

    /** Gives the connection to {@code peer} up; the listener does not hear of it. */
    public void disconnect(NodeId peer) {
        PeerLink link = links.remove(peer);
        if (link != null) {
            link.close();
        }
    }

    /**
     * Sends with the next {@link #flush}.
     *
     * @return false if it was dropped at once: no connection, or too much waits for it. True promises nothing
     */
    public boolean send(NodeId peer, Message message) {
        PeerLink link = links.get(peer);
        return link != null && link.send(message);
    }

    /** Sends everything given since the last flush, with at most one wake-up a peer. */
    public void flush() {
        for (PeerLink link : links.values()) {
            link.flush();
        }
    }

    public boolean isConnected(NodeId peer) {
        PeerLink link = links.get(peer);
        return link != null && link.isConnected();
    }

    @Override
    public void close() {
        for (NodeId peer : links.keySet()) {
            disconnect(peer);
        }
    }
}
