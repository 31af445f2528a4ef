package io.ordinal.protocol.netty;

import io.ordinal.protocol.ClientRequest;
import io.ordinal.protocol.HandshakeRules;
import io.ordinal.protocol.Hello;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.RebalancerMessage;
import io.ordinal.protocol.ReplicaMessage;
import io.ordinal.protocol.SequencerMessage;
import io.ordinal.ring.Address;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import java.io.IOException;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A node that listens on a free port of loopback, keeps what peers send, and answers clients as told. */
final class TestNode implements AutoCloseable {
    static final ClusterId CLUSTER = new ClusterId(new UUID(1, 1));
    static final Member N1 = member("n1", 1);
    static final Member N2 = member("n2", 2);
    static final int CREDIT_BYTES = 10_000;

    final Queue<Message> received = new ConcurrentLinkedQueue<>();
    final NodeServer server;

    TestNode(NetworkThreads threads, Member self, ServerLimits limits, MessageHandler<ClientRequest> clients)
            throws IOException {
        this(threads, self, limits, clients, 0);
    }

    TestNode(NetworkThreads threads, Member self, ServerLimits limits, MessageHandler<ClientRequest> clients, int port)
            throws IOException {
        HandshakeRules rules = new HandshakeRules(
                CLUSTER, self, 1, CREDIT_BYTES, node -> node.equals(N1.node()) ? Optional.of(N1) : Optional.empty());
        server = new NodeServer(threads, hello -> rules.answer(hello, Marks.NONE), limits)
                .on(ClientRequest.class, clients)
                .on(ReplicaMessage.class, (message, from) -> received.add(message))
                .on(SequencerMessage.class, (message, from) -> received.add(message))
                .on(RebalancerMessage.class, (message, from) -> received.add(message));
        server.start("127.0.0.1", port);
    }

    Address address() {
        return new Address("127.0.0.1", server.port());
    }

    static Hello client() {
        return new Hello(Hello.PROTOCOL_VERSION, null, null, 0, Marks.NONE);
    }

    static Hello node(Member member) {
        return new Hello(Hello.PROTOCOL_VERSION, CLUSTER, member, 1, Marks.NONE);
    }

    static Member member(String name, long disk) {
        return new Member(new NodeId(name), new DiskId(new UUID(0, disk)));
    }

    @Override
    public void close() {
        server.close();
    }
}
