package io.ordinal.protocol.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ordinal.protocol.ClientRequest;
import io.ordinal.protocol.ConnectionRefused;
import io.ordinal.protocol.ConnectionRefused.Reason;
import io.ordinal.protocol.Entry;
import io.ordinal.protocol.Hello;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.NewEpoch;
import io.ordinal.protocol.ReadReply;
import io.ordinal.protocol.StatusRequest;
import io.ordinal.protocol.Welcome;
import io.ordinal.protocol.WireWriter;
import io.ordinal.protocol.WriteReply;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class HandshakeTest {
    private final NetworkThreads threads = NetworkThreads.start("test-net", 1);
    private TestNode node;

    @BeforeEach
    void start() throws IOException {
        node = start(new ServerLimits(2, 300, 60_000, 1 << 20));
    }

    @AfterEach
    void stop() {
        node.close();
        threads.close();
    }

    @Test
    void aClientThatKnowsNothingIsWelcome() throws IOException {
        assertThat(answerTo(TestNode.client()))
                .isEqualTo(new Welcome(
                        Hello.PROTOCOL_VERSION, TestNode.CLUSTER, TestNode.N1, 1, Marks.NONE, TestNode.CREDIT_BYTES));
    }

    @Test
    void anotherVersionIsRefused() throws IOException {
        refused(new Hello(99, TestNode.CLUSTER, null, 0, Marks.NONE), Reason.OTHER_PROTOCOL_VERSION, "the other 99");
    }

    @Test
    void anotherClusterIsRefused() throws IOException {
        ClusterId other = new ClusterId(new UUID(9, 9));
        refused(new Hello(Hello.PROTOCOL_VERSION, other, null, 0, Marks.NONE), Reason.OTHER_CLUSTER, "belongs to");
    }

    @Test
    void aNodeThatNamesNoClusterIsRefused() throws IOException {
        refused(
                new Hello(Hello.PROTOCOL_VERSION, null, TestNode.N2, 1, Marks.NONE),
                Reason.OTHER_CLUSTER,
                "must name the cluster");
    }

    @Test
    void anotherDiskUnderAKnownNodeIdIsRefused() throws IOException {
        refused(TestNode.node(TestNode.member("n1", 77)), Reason.OTHER_DISK, "use the old data folder");
    }

    @Test
    void garbageIsAnsweredWithAReasonAndClosed() throws IOException {
        closedAfter("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII), "a frame is");
    }

    @Test
    void aLyingLengthIsRefusedWithoutWaitingForItsBytes() throws IOException {
        WireWriter out = new WireWriter();
        out.writeFixedInt(Integer.MAX_VALUE);
        closedAfter(out.toByteArray(), "this one claims 2147483647");
        out.clear();
        out.writeFixedInt(-1);
        closedAfter(out.toByteArray(), "this one claims 4294967295");
    }

    @Test
    void aStrangerMayNotSendLargeFrames() throws IOException {
        WireWriter out = new WireWriter();
        out.writeFixedInt(1 << 20);
        closedAfter(out.toByteArray(), "to 8192 bytes long");
    }

    @Test
    void whoeverDoesNotBeginWithHelloIsRefused() throws IOException {
        try (RawClient raw = new RawClient(node.address())) {
            raw.send(1, new StatusRequest());
            assertThat(((ConnectionRefused) raw.read().message()).why()).contains("no hello");
            assertThat(raw.isAtEnd()).isTrue();
        }
    }

    @Test
    void aConnectionThatSaysNothingIsClosed() throws IOException {
        try (RawClient raw = new RawClient(node.address())) {
            assertThat(raw.isAtEnd()).isTrue();
        }
    }

    @Test
    void whoDoesNotReadWhyItIsRefusedIsClosedNonetheless() throws IOException {
        Bytes value = Bytes.wrap(new byte[1 << 20]);
        ServerLimits limits = new ServerLimits(2, 300, 60_000, 64 << 20);
        Queue<Responder> held = new ConcurrentLinkedQueue<>();
        try (TestNode generous = new TestNode(threads, TestNode.N1, limits, (request, from) -> held.add(from));
                RawClient raw = new RawClient(generous.address())) {
            raw.send(0, TestNode.client());
            assertThat(raw.read().message()).isInstanceOf(Welcome.class);
            for (int i = 1; i <= 30; i++) {
                raw.send(i, new StatusRequest());
            }
            await().until(() -> held.size() == 30);
            for (Responder each : held) {
                each.reply(new ReadReply(new Entry(Key.utf8("k"), value, 1, 0), 1));
            }
            // The socket is full of replies that nobody reads when the malformed message comes.
            raw.send(0, new StatusRequest());
            await().until(() -> generous.server.clientCount() == 0);
        }
    }

    @Test
    void aClientMayNotSpeakAsANode() throws IOException {
        try (RawClient raw = new RawClient(node.address())) {
            raw.send(0, TestNode.client());
            assertThat(raw.read().message()).isInstanceOf(Welcome.class);
            raw.send(0, new NewEpoch(new RangeId(1), 7));
            assertThat(((ConnectionRefused) raw.read().message()).why()).contains("not taken here from a client");
            assertThat(node.received).isEmpty();
        }
    }

    @Test
    void moreClientsThanAllowedAreRefusedUntilOneLeaves() throws IOException {
        RawClient first = admitted();
        try (RawClient second = admitted()) {
            refused(TestNode.client(), Reason.TOO_MANY_CONNECTIONS, "at most 2 clients");
            assertThat(answerTo(TestNode.node(TestNode.N2))).isInstanceOf(Welcome.class);
            first.close();
            await().until(() -> node.server.clientCount() == 1);
            assertThat(answerTo(TestNode.client())).isInstanceOf(Welcome.class);
            assertThat(second).isNotNull();
        }
    }

    @Test
    void anIdleClientIsClosedAfterAWhile() throws IOException {
        try (TestNode impatient = start(new ServerLimits(2, 5_000, 200, 1 << 20));
                RawClient raw = new RawClient(impatient.address())) {
            raw.send(0, TestNode.client());
            assertThat(raw.read().message()).isInstanceOf(Welcome.class);
            assertThat(raw.isAtEnd()).isTrue();
        }
    }

    @Test
    void aPortThatIsTakenIsSaid() {
        assertThatThrownBy(() -> new TestNode(
                        threads, TestNode.N2, ServerLimits.DEFAULT, (request, from) -> {}, node.server.port()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen on 127.0.0.1:" + node.server.port());
    }

    @Test
    void aMessageHasOneHandler() {
        NodeServer server = new NodeServer(threads, hello -> answer(), ServerLimits.DEFAULT)
                .on(StatusRequest.class, (message, from) -> {});
        assertThatThrownBy(() -> server.on(ClientRequest.class, (message, from) -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two handlers");
    }

    private static ConnectionRefused answer() {
        return new ConnectionRefused(Reason.SHUTTING_DOWN, "");
    }

    private TestNode start(ServerLimits limits) throws IOException {
        return new TestNode(threads, TestNode.N1, limits, (request, from) -> from.reply(new WriteReply.Applied(1)));
    }

    private RawClient admitted() throws IOException {
        RawClient raw = new RawClient(node.address());
        raw.send(0, TestNode.client());
        assertThat(raw.read().message()).isInstanceOf(Welcome.class);
        return raw;
    }

    private Message answerTo(Hello hello) throws IOException {
        try (RawClient raw = new RawClient(node.address())) {
            raw.send(0, hello);
            return raw.read().message();
        }
    }

    private void refused(Hello hello, Reason reason, String why) throws IOException {
        try (RawClient raw = new RawClient(node.address())) {
            raw.send(0, hello);
            ConnectionRefused refused = (ConnectionRefused) raw.read().message();
            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused.why()).contains(why);
            assertThat(raw.isAtEnd()).isTrue();
        }
    }

    private void closedAfter(byte[] bytes, String why) throws IOException {
        try (RawClient raw = new RawClient(node.address())) {
            raw.sendRaw(bytes);
            ConnectionRefused refused = (ConnectionRefused) raw.read().message();
            assertThat(refused.reason()).isEqualTo(Reason.MALFORMED_FRAME);
            assertThat(refused.why()).contains(why);
            assertThat(raw.isAtEnd()).isTrue();
        }
    }
}
