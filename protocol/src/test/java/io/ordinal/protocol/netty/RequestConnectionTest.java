package io.ordinal.protocol.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordinal.protocol.ClientId;
import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.ClientRequest;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.ConnectionRefused;
import io.ordinal.protocol.Entry;
import io.ordinal.protocol.FrameFormat;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.ReadReply;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.protocol.RequestId;
import io.ordinal.protocol.StatusRequest;
import io.ordinal.protocol.WireWriter;
import io.ordinal.protocol.WriteReply;
import io.ordinal.protocol.WriteRequest;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RequestConnectionTest {
    private final NetworkThreads threads = NetworkThreads.start("test-net", 2);
    private final Queue<Responder> held = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        threads.close();
    }

    @Test
    void everyPipelinedRequestGetsItsOwnReply() throws IOException {
        try (TestNode node = node((request, from) -> from.reply(new WriteReply.Applied(
                        ((WriteRequest) request).request().number())));
                RequestConnection connection = open(node)) {
            List<CompletableFuture<ClientReply>> replies = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                replies.add(connection.request(write(i, 20)));
            }
            for (int i = 0; i < 5_000; i++) {
                assertThat(replies.get(i).join()).isEqualTo(new WriteReply.Applied(i));
            }
        }
    }

    @Test
    void repliesMayComeLaterFromAnotherThreadAndInAnyOrder() throws IOException {
        try (TestNode node = node((request, from) -> held.add(from));
                RequestConnection connection = open(node)) {
            CompletableFuture<ClientReply> first = connection.request(write(1, 1));
            CompletableFuture<ClientReply> second = connection.request(write(2, 1));
            await().until(() -> held.size() == 2);
            List<Responder> responders = new ArrayList<>(held);
            replyFromLoop(node, responders.get(1), 22);
            node.server.flush();
            assertThat(second.join()).isEqualTo(new WriteReply.Applied(22));
            assertThat(first).isNotDone();
            replyFromLoop(node, responders.get(0), 11);
            replyFromLoop(node, responders.get(0), 99);
            node.server.flush();
            assertThat(first.join()).isEqualTo(new WriteReply.Applied(11));
        }
    }

    @Test
    void noMoreThanTheCreditIsUnansweredAndTheRestWaitsItsTurn() throws IOException {
        try (TestNode node = node((request, from) -> held.add(from));
                RequestConnection connection = open(node)) {
            List<CompletableFuture<ClientReply>> replies = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                replies.add(connection.request(write(i, 1_000)));
            }
            // 10,000 bytes of credit: the tenth request of some 1,040 bytes exceeds them, and no further one is sent.
            await().until(() -> held.size() == 10);
            assertThat(connection.request(write(100, 1)).isDone()).isFalse();
            int answered = 0;
            while (answered < 101) {
                Responder next = held.poll();
                if (next == null) {
                    assertThat(held.size()).isLessThanOrEqualTo(10);
                    continue;
                }
                answered++;
                next.reply(new WriteReply.Applied(answered));
            }
            replies.forEach(CompletableFuture::join);
        }
    }

    @Test
    void tooManyRequestsFailAtOnceAndWereCertainlyNotSent() throws IOException {
        try (TestNode node = node((request, from) -> held.add(from));
                RequestConnection connection = open(node)) {
            for (int i = 0; i < 10_000; i++) {
                connection.request(write(i, 1), ignore());
            }
            CompletableFuture<ClientReply> tooMany = connection.request(write(10_000, 1));
            assertThat(outcomeOf(tooMany)).isEqualTo(RequestFailedException.Outcome.NOT_SENT);
        }
    }

    @Test
    void aBrokenConnectionTellsSentFromUnsent() throws IOException {
        try (TestNode node = node((request, from) -> held.add(from));
                RequestConnection connection = open(node)) {
            CompletableFuture<ClientReply> sent = connection.request(write(1, 20_000));
            CompletableFuture<ClientReply> unsent = connection.request(write(2, 20_000));
            await().until(() -> held.size() == 1);
            node.close();
            assertThat(outcomeOf(sent)).isEqualTo(RequestFailedException.Outcome.UNKNOWN);
            assertThat(outcomeOf(unsent)).isEqualTo(RequestFailedException.Outcome.NOT_SENT);
            assertThat(connection.lost().join().refusal()).contains(ConnectionRefused.Reason.SHUTTING_DOWN);
            assertThat(connection.isOpen()).isFalse();
            assertThat(outcomeOf(connection.request(write(3, 1)))).isEqualTo(RequestFailedException.Outcome.NOT_SENT);
        }
    }

    @Test
    void aPortThatNobodyListensOnIsRefusedAtOnce() throws IOException {
        TestNode node = node((request, from) -> {});
        node.close();
        CompletableFuture<RequestConnection> opening =
                RequestConnection.open(threads, node.address(), TestNode.client(), 10_000, 1_000);
        assertThat(opening)
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .withCauseInstanceOf(ConnectionLostException.class)
                .withMessageContaining("cannot connect to");
    }

    @Test
    void aReaderThatIsTooSlowIsNotReadAnyFurtherAndThenCutOff() throws Exception {
        Bytes value = Bytes.wrap(new byte[200_000]);
        AtomicInteger asked = new AtomicInteger();
        ServerLimits limits = new ServerLimits(10, 5_000, 60_000, 4 << 20);
        try (TestNode node = new TestNode(threads, TestNode.N1, limits, (request, from) -> {
            asked.incrementAndGet();
            from.reply(new ReadReply(new Entry(Key.utf8("k"), value, 1, 0), 1));
        })) {
            try (RawClient raw = new RawClient(node.address())) {
                raw.send(0, TestNode.client());
                assertThat(raw.read()).isNotNull();
                for (int i = 1; i <= 200; i++) {
                    raw.send(i, new ReadRequest(Key.utf8("k"), ReadMode.ANY, 0));
                }
                await().until(() -> asked.get() > 0);
                // 40 MB are asked for and nothing is read: the server stops reading requests instead of piling up
                // replies.
                await().during(Duration.ofMillis(200)).until(() -> asked.get() < 150);
                for (int i = 1; i <= 200; i++) {
                    assertThat(raw.read().message()).isInstanceOf(ReadReply.class);
                }
                assertThat(asked.get()).isEqualTo(200);
            }
        }
    }

    @Test
    void repliesThatNobodyReadsEndTheConnection() throws Exception {
        Bytes value = Bytes.wrap(new byte[1 << 20]);
        ServerLimits limits = new ServerLimits(10, 5_000, 60_000, 8 << 20);
        try (TestNode node = new TestNode(threads, TestNode.N1, limits, (request, from) -> held.add(from));
                RawClient raw = new RawClient(node.address())) {
            raw.send(0, TestNode.client());
            assertThat(raw.read()).isNotNull();
            for (int i = 1; i <= 100; i++) {
                raw.send(i, new ReadRequest(Key.utf8("k"), ReadMode.ANY, 0));
            }
            await().until(() -> held.size() == 100);
            for (Responder each : held) {
                each.reply(new ReadReply(new Entry(Key.utf8("k"), value, 1, 0), 1));
            }
            await().until(() -> node.server.clientCount() == 0);
        }
    }

    @Test
    void manySlowReadersTogetherAreBoundedAndAFastOneIsServedBesideThem() throws Exception {
        Bytes value = Bytes.wrap(new byte[1 << 20]);
        long maxAllBytes = 12 << 20;
        ServerLimits limits = new ServerLimits(100, 5_000, 60_000, 8 << 20, maxAllBytes, 60_000);
        List<RawClient> slow = new ArrayList<>();
        AtomicLong most = new AtomicLong();
        AtomicReference<NodeServer> server = new AtomicReference<>();
        try (TestNode node = new TestNode(threads, TestNode.N1, limits, (request, from) -> {
            most.accumulateAndGet(server.get().pendingBytes(), Math::max);
            from.reply(new ReadReply(new Entry(Key.utf8("k"), value, 1, 0), 1));
        })) {
            server.set(node.server);
            for (int i = 0; i < 20; i++) {
                RawClient raw = new RawClient(node.address());
                slow.add(raw);
                raw.send(0, TestNode.client());
                assertThat(raw.read()).isNotNull();
                WireWriter requests = new WireWriter(); // in one go, since the connection may be cut after the first
                for (int k = 1; k <= 20; k++) {
                    FrameFormat.write(k, new ReadRequest(Key.utf8("k"), ReadMode.ANY, 0), requests);
                }
                raw.sendRaw(requests.toByteArray());
            }
            await().until(() -> node.server.clientCount() < 20);
            try (RequestConnection fast = open(node)) {
                for (int i = 0; i < 20; i++) {
                    assertThat(fast.request(new ReadRequest(Key.utf8("k"), ReadMode.ANY, 0))
                                    .join())
                            .isInstanceOf(ReadReply.class);
                }
            }
            assertThat(most.get()).isBetween(maxAllBytes / 2, maxAllBytes + (2 << 20));
            for (RawClient each : slow) {
                each.close();
            }
            await().until(() -> node.server.clientCount() == 0);
            await().until(() -> node.server.pendingBytes() == 0);
        }
    }

    @Test
    void aReaderThatHasStoppedIsCutOffAndOneThatAsksNothingIsNot() throws Exception {
        Bytes value = Bytes.wrap(new byte[1 << 20]);
        ServerLimits limits = new ServerLimits(100, 5_000, 60_000, 64 << 20, 64 << 20, 300);
        try (TestNode node = new TestNode(
                        threads,
                        TestNode.N1,
                        limits,
                        (request, from) -> from.reply(new ReadReply(new Entry(Key.utf8("k"), value, 1, 0), 1)));
                RequestConnection quiet = open(node);
                RawClient raw = new RawClient(node.address())) {
            raw.send(0, TestNode.client());
            assertThat(raw.read()).isNotNull();
            assertThat(quiet.request(new ReadRequest(Key.utf8("k"), ReadMode.ANY, 0))
                            .join())
                    .isInstanceOf(ReadReply.class);
            for (int k = 1; k <= 20; k++) {
                raw.send(k, new ReadRequest(Key.utf8("k"), ReadMode.ANY, 0));
            }
            await().until(() -> node.server.clientCount() == 1);
            assertThat(quiet.request(new ReadRequest(Key.utf8("k"), ReadMode.ANY, 0))
                            .join())
                    .isInstanceOf(ReadReply.class);
        }
    }

    @Test
    void statusRequestsTravelToo() throws IOException {
        try (TestNode node = node((request, from) -> {
                    assertThat(request).isEqualTo(new StatusRequest());
                    from.reply(new WriteReply.Unknown("why"));
                });
                RequestConnection connection = open(node)) {
            assertThat(connection.request(new StatusRequest()).join()).isEqualTo(new WriteReply.Unknown("why"));
        }
    }

    private TestNode node(MessageHandler<ClientRequest> handler) throws IOException {
        return new TestNode(threads, TestNode.N1, ServerLimits.DEFAULT, handler);
    }

    private RequestConnection open(TestNode node) {
        return RequestConnection.open(threads, node.address(), TestNode.client(), 5_000, 10_000)
                .join();
    }

    private static void replyFromLoop(TestNode node, Responder to, long sequence) {
        node.server.reply(to.connectionId(), to.correlation(), new WriteReply.Applied(sequence));
    }

    private static WriteRequest write(long number, int valueBytes) {
        return new WriteRequest(
                new RequestId(new ClientId(7, 7), number),
                1,
                0,
                new Operation.Put(Key.utf8("key"), Bytes.wrap(new byte[valueBytes]), 0),
                Condition.NONE);
    }

    private static RequestFailedException.Outcome outcomeOf(CompletableFuture<ClientReply> reply) {
        try {
            reply.join();
            throw new AssertionError("a reply came");
        } catch (CompletionException e) {
            return ((RequestFailedException) e.getCause()).outcome();
        }
    }

    private static ReplyListener ignore() {
        return new ReplyListener() {
            @Override
            public void replied(ClientReply reply) {}

            @Override
            public void failed(RequestFailedException why) {}
        };
    }
}
