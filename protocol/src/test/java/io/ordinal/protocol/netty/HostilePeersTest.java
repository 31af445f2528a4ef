package io.ordinal.protocol.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ordinal.protocol.ConnectionRefused;
import io.ordinal.protocol.Hello;
import io.ordinal.protocol.HostileFrames;
import io.ordinal.protocol.MapReply;
import io.ordinal.protocol.StatusRequest;
import io.ordinal.protocol.Welcome;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Strangers, clients and nodes that send what nobody should: each is told why and hung up on, and the node serves on. */
@Timeout(120)
class HostilePeersTest {
    private static final int CONNECTIONS = 400;
    private static final int MOST_FRAMES = 12;
    private static final long MEGABYTE = 1 << 20;

    private final NetworkThreads threads = NetworkThreads.start("hostile-net", 1);
    private final Logger log = (Logger) LoggerFactory.getLogger(ServerConnection.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private TestNode node;

    @BeforeEach
    void start() throws IOException {
        logged.start();
        log.addAppender(logged);
        node = new TestNode(
                threads,
                TestNode.N1,
                new ServerLimits(20, 2_000, 60_000, MEGABYTE),
                (request, from) -> from.reply(new MapReply(null, List.of())));
    }

    @AfterEach
    void stop() {
        log.detachAppender(logged);
        node.close();
        threads.close();
    }

    @Test
    void strangers_that_send_anything_at_all() throws IOException {
        attack(null);
    }

    @Test
    void clients_that_send_anything_at_all_after_a_handshake() throws IOException {
        attack(TestNode.client());
    }

    @Test
    void nodes_that_send_anything_at_all_after_a_handshake() throws IOException {
        attack(TestNode.node(TestNode.N2));
    }

    @Test
    void versions_that_do_not_exist_are_told_so() throws IOException {
        long seed = seed();
        HostileFrames frames = new HostileFrames(seed);
        for (int i = 0; i < CONNECTIONS; i++) {
            try (RawClient raw = new RawClient(node.address())) {
                raw.send(0, frames.otherVersion());
                ConnectionRefused refused = (ConnectionRefused) raw.read().message();
                assertThat(refused.reason()).isEqualTo(ConnectionRefused.Reason.OTHER_PROTOCOL_VERSION);
                assertThat(raw.isAtEnd()).isTrue();
            }
        }
        assertServesOn(seed);
    }

    private void attack(Hello hello) throws IOException {
        long seed = seed();
        HostileFrames frames = new HostileFrames(seed);
        Random random = new Random(seed);
        long heapBefore = usedHeapBytes();
        int reasons = 0;
        for (int i = 0; i < CONNECTIONS; i++) {
            try (RawClient raw = new RawClient(node.address())) {
                if (hello != null) {
                    raw.send(0, hello);
                    assertThat(raw.read().message()).isInstanceOf(Welcome.class);
                }
                for (int left = 1 + random.nextInt(MOST_FRAMES); left > 0; left--) {
                    raw.sendRaw(frames.next());
                }
                raw.endOfSending();
                reasons += readToTheEnd(raw);
            } catch (SocketException e) {
                // Hung up on in the middle of what was being sent: the answer may be lost with it.
                assertThat(e.getMessage()).containsAnyOf("reset", "Broken pipe", "closed");
            }
        }
        assertServesOn(seed);
        // Some are lost, since a connection that is closed before all of it was read is reset.
        assertThat(reasons).as("reasons heard, seed %d", seed).isGreaterThan(CONNECTIONS / 8);
        assertThat(logged.list)
                .as("errors that nobody thought of, seed %d", seed)
                .noneMatch(event -> event.getLevel() == Level.ERROR);
        assertThat(usedHeapBytes() - heapBefore).as("heap kept, seed %d", seed).isLessThan(32 * MEGABYTE);
    }

    /** Replies may come first. Returns whether the last frame said why the other side ended it: 1, or 0. */
    private static int readToTheEnd(RawClient raw) throws IOException {
        try {
            while (true) {
                if (raw.read().message() instanceof ConnectionRefused refused) {
                    assertThat(refused.why()).isNotBlank();
                    assertThat(raw.isAtEnd()).isTrue();
                    return 1;
                }
            }
        } catch (EOFException e) {
            // All it was sent could be read, and then there was no more: nothing is to be explained.
            return 0;
        }
    }

    private void assertServesOn(long seed) throws IOException {
        await("connections are gone, seed " + seed).until(() -> node.server.connectionCount() == 0);
        assertThat(node.server.clientCount()).as("seed %d", seed).isZero();
        try (RawClient raw = new RawClient(node.address())) {
            raw.send(0, TestNode.client());
            assertThat(raw.read().message()).isInstanceOf(Welcome.class);
            raw.send(7, new StatusRequest());
            Frame reply = raw.read();
            assertThat(reply.correlation()).isEqualTo(7);
            assertThat(reply.message()).isInstanceOf(MapReply.class);
        }
    }

    private static long seed() {
        long seed = new Random().nextLong();
        System.out.println("  seed " + seed);
        return seed;
    }

    private static long usedHeapBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
