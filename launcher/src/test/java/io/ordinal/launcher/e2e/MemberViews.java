package io.ordinal.launcher.e2e;

import io.ordinal.protocol.Hello;
import io.ordinal.protocol.MapReply;
import io.ordinal.protocol.MapRequest;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.netty.NetworkThreads;
import io.ordinal.protocol.netty.RequestConnection;
import io.ordinal.ring.Address;
import io.ordinal.ring.Registration;
import java.util.List;
import java.util.TreeMap;

/** Asks one node, and no other, who is a member and which map there is. */
final class MemberViews implements AutoCloseable {
    private static final int HANDSHAKE_MILLIS = 5_000;
    private static final int MAX_REQUESTS = 256;

    private final NetworkThreads threads = NetworkThreads.start("views", 1);

    /**
     * What somebody knows of the cluster.
     *
     * @param addresses where each present node listens, by its id
     */
    record View(long mapVersion, TreeMap<String, Address> addresses) {
        static View of(long mapVersion, List<Registration> present) {
            TreeMap<String, Address> addresses = new TreeMap<>();
            present.forEach(each -> addresses.put(each.member().node().name(), each.address()));
            return new View(mapVersion, addresses);
        }
    }

    View ask(Address node) {
        Hello hello = new Hello(Hello.PROTOCOL_VERSION, null, null, 0, Marks.NONE);
        try (RequestConnection connection = RequestConnection.open(threads, node, hello, HANDSHAKE_MILLIS, MAX_REQUESTS)
                .join()) {
            MapReply reply = (MapReply) connection.request(new MapRequest(0)).join();
            return View.of(reply.map() == null ? 0 : reply.map().version(), reply.present());
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
