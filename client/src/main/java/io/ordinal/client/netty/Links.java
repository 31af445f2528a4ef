package io.ordinal.client.netty;

import io.ordinal.client.ClientEffect;
import io.ordinal.client.ClientEvent;
import io.ordinal.client.ClusterView;
import io.ordinal.protocol.Hello;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.netty.NetworkThreads;
import io.ordinal.ring.Address;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The connections to nodes, one per address, opened when first needed. Confined to the loop's thread. */
final class Links {
    /** Requests that a connection takes beyond those in flight: after the map, and such as nobody waits for any more. */
    private static final int SPARE_REQUESTS = 1_024;

    private final NetworkThreads threads;
    private final int maxRequests;
    private final Consumer<ClientEvent> events;
    private final Map<Address, Link> links = new LinkedHashMap<>();
    private final Set<Link> unflushed = new LinkedHashSet<>();
    private @Nullable ClusterId cluster;

    /** @param events takes answers and breaks, on any thread */
    Links(NetworkThreads threads, int maxInFlight, Consumer<ClientEvent> events) {
        this.threads = threads;
        this.maxRequests = maxInFlight + SPARE_REQUESTS;
        this.events = events;
    }

    /** From now on a node of another cluster is not talked to. */
    void belongTo(ClusterView view) {
        cluster = view.mapIfAny().map(ClusterMap::cluster).orElse(null);
    }

    void send(ClientEffect.Send send) {
        Link link = links.get(send.to());
        if (link == null || link.isOver()) {
            Hello hello = new Hello(Hello.PROTOCOL_VERSION, cluster, null, 0, Marks.NONE);
            link = Link.open(threads, send.to(), hello, maxRequests, events);
            links.put(send.to(), link);
        }
        link.send(send);
        unflushed.add(link);
    }

    void flush() {
        if (!unflushed.isEmpty()) {
            unflushed.forEach(Link::flush);
            unflushed.clear();
        }
    }

    void disconnect(Address address) {
        Link link = links.remove(address);
        if (link != null) {
            link.close();
        }
    }

    /** Closes all connections; when the loop has ended. */
    void close() {
        List<Link> open = new ArrayList<>(links.values());
        links.clear();
        open.forEach(Link::close);
    }
}
