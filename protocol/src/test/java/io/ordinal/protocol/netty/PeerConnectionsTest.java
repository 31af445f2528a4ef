package io.ordinal.protocol.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordinal.protocol.ConnectionRefused.Reason;
import io.ordinal.protocol.NewEpoch;
import io.ordinal.protocol.Welcome;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PeerConnectionsTest {
    private static final NodeId N1 = TestNode.N1.node();

    private final NetworkThreads threads = NetworkThreads.start("test-net", 2);
    private final Queue<String> story = new ConcurrentLinkedQueue<>();
    private final Queue<ConnectionLostException> losses = new ConcurrentLinkedQueue<>();
    private final PeerConnections peers = new PeerConnections(
            threads, () -> TestNode.node(TestNode.N2), new Storyteller(), new PeerLimits(2_000, 5, 50, 1_024, 1 << 20));

    @AfterEach
    void stop() {
        peers.close();
        threads.close();
    }

    @Test
    void messagesOfATurnArriveInOrder() throws IOException {
        try (TestNode node = start(TestNode.N1)) {
            peers.connect(TestNode.N1, node.address());
            await().until(() -> peers.isConnected(N1));
            List<NewEpoch> sent = new ArrayList<>();
            for (int turn = 0; turn < 10; turn++) {
                for (int i = 0; i < 20; i++) {
                    NewEpoch message = new NewEpoch(new RangeId(i), turn + 1);
                    assertThat(peers.send(N1, message)).isTrue();
                    sent.add(message);
                }
                peers.flush();
                await().pollInterval(Duration.ofMillis(2)).until(() -> node.received.size() == sent.size());
            }
            assertThat(node.received).containsExactlyElementsOf(sent);
        }
    }

    @Test
    void nothingIsSentBeforeTheFlush() throws IOException {
        try (TestNode node = start(TestNode.N1)) {
            peers.connect(TestNode.N1, node.address());
            await().until(() -> peers.isConnected(N1));
            peers.send(N1, new NewEpoch(new RangeId(1), 1));
            peers.send(N1, new NewEpoch(new RangeId(2), 1));
            await().during(Duration.ofMillis(100)).until(() -> node.received.isEmpty());
            peers.flush();
            await().until(() -> node.received.size() == 2);
        }
    }

    @Test
    void aPeerThatComesBackOnAnotherPortIsFoundAgain() throws IOException {
        TestNode first = start(TestNode.N1);
        peers.connect(TestNode.N1, first.address());
        await().until(() -> peers.isConnected(N1));
        first.close();
        await().until(() -> !peers.isConnected(N1));
        assertThat(peers.send(N1, new NewEpoch(new RangeId(1), 1))).isFalse();
        try (TestNode second = start(TestNode.N1)) {
            peers.connect(TestNode.N1, second.address());
            await().until(() -> peers.isConnected(N1));
            peers.send(N1, new NewEpoch(new RangeId(2), 2));
            peers.flush();
            await().until(() -> second.received.size() == 1);
            assertThat(second.received).containsExactly(new NewEpoch(new RangeId(2), 2));
        }
        assertThat(story).startsWith("connected n1", "lost n1", "connected n1");
    }

    @Test
    void aPeerThatComesBackOnTheSamePortNeedsNoWord() throws IOException {
        TestNode first = start(TestNode.N1);
        int port = first.server.port();
        peers.connect(TestNode.N1, first.address());
        await().until(() -> peers.isConnected(N1));
        first.close();
        await().until(() -> story.contains("lost n1"));
        try (TestNode second = new TestNode(threads, TestNode.N1, ServerLimits.DEFAULT, (request, from) -> {}, port)) {
            await().until(() -> peers.isConnected(N1));
            assertThat(second.address()).isEqualTo(first.address());
        }
    }

    @Test
    void aRefusedConnectionIsToldOnceHoweverOftenItIsTried() throws IOException {
        TestNode node = start(TestNode.N1);
        node.close();
        peers.connect(TestNode.N1, node.address());
        await().until(() -> !losses.isEmpty());
        await().during(Duration.ofMillis(200)).until(() -> losses.size() == 1);
        assertThat(losses.peek()).hasMessageContaining("cannot connect to " + node.address());
    }

    @Test
    void anotherDiskUnderTheNodeIdIsNotThePeer() throws IOException {
        Member wiped = TestNode.member("n1", 99);
        try (TestNode node = start(wiped)) {
            peers.connect(TestNode.N1, node.address());
            await().until(() -> !losses.isEmpty());
            assertThat(losses.peek().refusal()).contains(Reason.OTHER_DISK);
            assertThat(peers.isConnected(N1)).isFalse();
            peers.connect(wiped, node.address());
            await().until(() -> peers.isConnected(N1));
        }
    }

    @Test
    void aPeerThatIsGivenUpIsNotDialedAgain() throws IOException {
        try (TestNode node = start(TestNode.N1)) {
            peers.connect(TestNode.N1, node.address());
            await().until(() -> peers.isConnected(N1));
            peers.disconnect(N1);
            await().during(Duration.ofMillis(150)).until(() -> !peers.isConnected(N1));
            assertThat(story).containsExactly("connected n1");
        }
    }

    private TestNode start(Member self) throws IOException {
        return new TestNode(threads, self, ServerLimits.DEFAULT, (request, from) -> {});
    }

    /** Writes down what is heard of peers. */
    private final class Storyteller implements PeerListener {
        @Override
        public void connected(NodeId peer, Welcome welcome) {
            story.add("connected " + peer);
        }

        @Override
        public void lost(NodeId peer, ConnectionLostException why) {
            story.add("lost " + peer);
            losses.add(why);
        }
    }
}
