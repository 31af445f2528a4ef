package io.ordinal.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordinal.client.OrdinalClient;
import io.ordinal.protocol.Hello;
import io.ordinal.protocol.Marks;
import io.ordinal.ring.Address;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real nodes whose port is sent what no member would send, by strangers, by clients, and by one who says it is a node. */
class HostileMessagesTest {
    private static final List<String> NODES = List.of("n1", "n2", "n3");
    private static final int CONNECTIONS_A_NODE = 100;
    private static final int MOST_FRAMES = 20;
    private static final int WRITERS = 3;

    @TempDir
    private static Path folder;

    private static ProcessCluster cluster;

    @BeforeAll
    static void startCluster() {
        cluster = ProcessCluster.ofThree(folder);
    }

    @AfterAll
    static void killCluster() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void strangers_and_clients_that_speak_as_nodes_change_nothing() throws IOException {
        attack(null);
        attack(new Hello(Hello.PROTOCOL_VERSION, null, null, 0, Marks.NONE));
    }

    @Test
    void somebody_who_says_it_is_a_node_that_nobody_knows_changes_nothing() throws IOException {
        ClusterId clusterId = map().cluster();
        attack(new Hello(Hello.PROTOCOL_VERSION, clusterId, stranger(), 1, Marks.NONE));
    }

    private static void attack(@Nullable Hello hello) throws IOException {
        long seed = new Random().nextLong();
        System.out.println("  seed " + seed);
        Random random = new Random(seed);
        List<RangeId> ranges = map().ranges().stream().map(RangeAssignment::id).toList();
        HostileMessages messages = new HostileMessages(seed, stranger(), ranges);
        try (OrdinalClient client = cluster.connect();
                Acknowledged writes = Acknowledged.begin(client, "hostile/" + seed + "/", WRITERS)) {
            awaitMore(writes);
            long filesBefore = openFiles();
            for (String node : NODES) {
                for (int i = 0; i < CONNECTIONS_A_NODE; i++) {
                    send(cluster.address(node), hello, messages, random);
                }
            }
            awaitMore(writes);
            List<Acknowledged.Ack> acks = writes.stop();
            assertThat(writes.others()).as("seed %d", seed).isEmpty();
            Acknowledged.assertOneOrder(acks);
            Acknowledged.assertAllThere(client, acks);
            await("connections are gone, seed " + seed)
                    .untilAsserted(() -> assertThat(openFiles()).isLessThan(filesBefore + 30));
        }
        for (String node : NODES) {
            assertThat(cluster.node(node).isAlive())
                    .as("%s, seed %d: %s", node, seed, cluster.node(node).said())
                    .isTrue();
            assertThat(cluster.node(node).said()).as("%s, seed %d", node, seed).doesNotContain("Exception");
        }
        cluster.awaitServing();
    }

    private static void send(Address node, @Nullable Hello hello, HostileMessages messages, Random random)
            throws IOException {
        try (Socket socket = new Socket(node.host(), node.port())) {
            socket.setSoTimeout(20_000);
            if (hello != null) {
                socket.getOutputStream().write(HostileMessages.frame(0, hello));
            }
            for (int left = 1 + random.nextInt(MOST_FRAMES); left > 0; left--) {
                socket.getOutputStream().write(random.nextInt(10) == 0 ? messages.malformed() : messages.wellFormed());
            }
            socket.shutdownOutput();
            readToTheEnd(socket.getInputStream());
        } catch (SocketException e) {
            // Hung up on in the middle of what was being sent.
            assertThat(e.getMessage()).containsAnyOf("reset", "Broken pipe", "closed");
        }
    }

    private static void readToTheEnd(InputStream in) throws IOException {
        byte[] some = new byte[8_192];
        while (in.read(some) >= 0) {
            // What it says is of no interest here.
        }
    }

    private static void awaitMore(Acknowledged writes) {
        int until = writes.count() + 200;
        await().atMost(ProcessCluster.PATIENCE)
                .untilAsserted(() -> assertThat(writes.count())
                        .as(NODES.stream()
                                .map(node -> cluster.node(node).said())
                                .toList()
                                .toString())
                        .isGreaterThanOrEqualTo(until));
    }

    private static ClusterMap map() {
        try (OrdinalClient client = cluster.connect()) {
            return client.refresh().join().mapIfAny().orElseThrow();
        }
    }

    private static Member stranger() {
        return new Member(new NodeId("n9"), new DiskId(new UUID(9, 9)));
    }

    /** Files and sockets that the nodes have open, where the system tells. */
    private static long openFiles() throws IOException {
        long count = 0;
        for (String node : NODES) {
            Path open = Path.of("/proc", Long.toString(cluster.node(node).pid()), "fd");
            if (Files.isDirectory(open)) {
                try (Stream<Path> files = Files.list(open)) {
                    count += files.count();
                }
            }
        }
        return count;
    }
}
