package io.ordinal.client.netty;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.ClientRequest;
import io.ordinal.protocol.CommandReply;
import io.ordinal.protocol.CommandRequest;
import io.ordinal.protocol.Entry;
import io.ordinal.protocol.HandshakeRules;
import io.ordinal.protocol.MapReply;
import io.ordinal.protocol.MapRequest;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.MovesReply;
import io.ordinal.protocol.MovesRequest;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.ReadReply;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.protocol.ScanReply;
import io.ordinal.protocol.ScanRequest;
import io.ordinal.protocol.StatusReply;
import io.ordinal.protocol.WriteReply;
import io.ordinal.protocol.WriteRequest;
import io.ordinal.protocol.netty.NetworkThreads;
import io.ordinal.protocol.netty.NodeServer;
import io.ordinal.protocol.netty.Responder;
import io.ordinal.protocol.netty.ServerLimits;
import io.ordinal.ring.Address;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Key;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Registration;
import io.ordinal.ring.Reign;
import io.ordinal.ring.RingPlan;
import io.ordinal.ring.TokenRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A node that holds the whole ring in memory, behind the real server.. */
final class MemoryNode implements AutoCloseable {
    private static final ClusterId CLUSTER = new ClusterId(new UUID(1, 1));
    private static final Member SELF = new Member(new NodeId("n1"), new DiskId(new UUID(1, 2)));

    private final NetworkThreads threads = NetworkThreads.start("memory-node", 1);
    private final TreeMap<Key, Entry> entries = new TreeMap<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private NodeServer server;
    private final Address address;
    private long sequence;
    private boolean silent;

    private MemoryNode() throws IOException {
        server = listen(0);
        address = new Address("127.0.0.1", server.port());
    }

    static MemoryNode start() throws IOException {
        return new MemoryNode();
    }

    private NodeServer listen(int port) throws IOException {
        HandshakeRules rules = new HandshakeRules(CLUSTER, SELF, 1, 1 << 20, node -> Optional.empty());
        NodeServer made = new NodeServer(threads, hello -> rules.answer(hello, Marks.NONE), ServerLimits.DEFAULT);
        made.on(ClientRequest.class, this::handle);
        made.start("127.0.0.1", port);
        return made;
    }

    Address address() {
        return address;
    }

    void stopListening() {
        server.close();
    }

    void listenAgain() throws IOException {
        server = listen(address.port());
    }

    synchronized void fallSilent() {
        silent = true;
    }

    int unanswered() {
        return unanswered.get();
    }

    private synchronized void handle(ClientRequest request, Responder from) {
        if (silent) {
            unanswered.incrementAndGet();
        } else {
            from.reply(answer(request));
        }
    }

    private ClientReply answer(ClientRequest request) {
        if (request instanceof WriteRequest write) {
            return write(write.operation());
        }
        if (request instanceof ReadRequest read) {
            return new ReadReply(entries.get(read.key()), sequence);
        }
        if (request instanceof ScanRequest scan) {
            return scan(scan);
        }
        if (request instanceof CommandRequest command) {
            return new CommandReply(CommandReply.Outcome.DONE, command.command().toString());
        }
        if (request instanceof MovesRequest) {
            return new MovesReply(true, 1, List.of());
        }
        return request instanceof MapRequest asked ? MapReply.to(asked, map(), List.of(registration())) : status();
    }

    private WriteReply write(Operation operation) {
        sequence++;
        if (operation instanceof Operation.Put put) {
            entries.put(put.key(), new Entry(put.key(), put.value(), sequence, 0));
        } else {
            entries.remove(operation.key());
        }
        return new WriteReply.Applied(sequence);
    }

    private ScanReply scan(ScanRequest request) {
        List<Entry> page = new ArrayList<>();
        for (Entry entry : entries.values()) {
            boolean after = request.after() == null || entry.key().compareTo(request.after()) > 0;
            if (after && request.tokens().contains(entry.key().token())) {
                if (page.size() == request.limit()) {
                    return new ScanReply(page, page.get(page.size() - 1).key(), sequence);
                }
                page.add(entry);
            }
        }
        return new ScanReply(page, null, sequence);
    }

    private StatusReply status() {
        return new StatusReply(SELF, 1, "", true, "memory", 1, sequence, true, true, List.of());
    }

    private Registration registration() {
        return new Registration(SELF, 1, address, "", 1, "test");
    }

    private static ClusterMap map() {
        RangeAssignment whole =
                new RangeAssignment(new RangeId(1), TokenRange.WHOLE_RING, List.of(SELF), List.of(), SELF, 1);
        return new ClusterMap(
                CLUSTER,
                1,
                new UUID(2, 1),
                new UUID(2, 0),
                new Reign(1, new UUID(3, 3), SELF),
                1,
                List.of(new KnownNode(SELF, "", 1)),
                List.of(whole),
                2,
                RingPlan.NONE);
    }

    @Override
    public void close() {
        server.close();
        threads.close();
    }
}
