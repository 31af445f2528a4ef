package io.ordinal.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.ordinal.client.CommandOutcome;
import io.ordinal.client.OrdinalClient;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.ring.Address;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that come, go, move, and are not who they say they are, while writes go on. */
class MembershipTest {
    private static final int WRITERS = 3;
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    /** A session of ZooKeeper lasts seconds after its owner was killed. */
    private static final Duration SECONDS = Duration.ofSeconds(10);

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

    @BeforeEach
    void startMissing() {
        cluster.startMissing();
    }

    @Test
    void a_node_that_joins_stops_joins_again_and_is_killed_is_seen_by_everybody() {
        NodeId n4 = new NodeId("n4");
        try (OrdinalClient client = cluster.connect()) {
            assertThat(client.refresh().join().registration(n4)).isEmpty();
            assertThat(client.sync().command(new ClusterCommand.SetApproval(true), ProcessCluster.PATIENCE))
                    .isInstanceOf(CommandOutcome.Done.class);

            OrdinalProcess process = cluster.run(cluster.nodeArguments("n4"));
            Address address = Address.parse(process.awaitLine("node n4 listens on (127\\.0\\.0\\.1:\\d+)"));
            await("a client sees n4")
                    .atMost(AT_ONCE)
                    .until(() -> client.cluster()
                            .registration(n4)
                            .filter(found -> found.address().equals(address))
                            .isPresent());
            cluster.awaitState("n4", "up", ProcessCluster.PATIENCE);
            JsonNode joined = cluster.status("n4");
            assertThat(joined.get("address").asText()).isEqualTo(address.toString());
            assertThat(joined.get("replicas").asInt()).isZero();
            assertThat(cluster.statusTable()).containsPattern("n4 +up +" + address + " +0 ");

            process.interrupt();
            assertThat(process.awaitExit()).as(process.said()).isEqualTo(130);
            assertThat(cluster.status("n4").path("state").asText()).isEqualTo("absent");
            await().atMost(AT_ONCE)
                    .until(() -> client.cluster().registration(n4).isEmpty());

            OrdinalProcess again = cluster.run(cluster.nodeArguments("n4"));
            again.awaitLine("node n4 listens on");
            cluster.awaitState("n4", "up", ProcessCluster.PATIENCE);
            long killedNanos = System.nanoTime();
            again.kill();
            await().atMost(SECONDS)
                    .until(() -> client.cluster().registration(n4).isEmpty());
            System.out.printf(
                    "  a killed node without ranges was gone after %d ms%n",
                    Duration.ofNanos(System.nanoTime() - killedNanos).toMillis());
        }
    }

    @Test
    void a_node_moves_to_another_port_and_all_go_on() {
        Address before = cluster.address("n2");
        try (OrdinalClient client = cluster.connect();
                Acknowledged writes = Acknowledged.begin(client, "n2 moves/", WRITERS)) {
            await().atMost(ProcessCluster.PATIENCE).until(() -> writes.count() > 200);
            cluster.node("n2").interrupt();
            cluster.node("n2").awaitExit();
            assertThat(cluster.status("n2").path("state").asText()).isEqualTo("absent");
            cluster.start("n2");
            assertThat(cluster.address("n2")).isNotEqualTo(before);
            cluster.awaitState("n2", "up", ProcessCluster.PATIENCE);
            assertThat(cluster.status("n2").get("address").asText())
                    .isEqualTo(cluster.address("n2").toString());
            cluster.awaitBalanced();
            List<Acknowledged.Ack> acks = writes.stop();
            System.out.printf(
                    "  n2 stopped and started on another port; the longest gap of writes was %d ms%n",
                    Acknowledged.longestGap(acks).toMillis());
            assertThat(writes.others()).isEmpty();
            assertThat(Acknowledged.longestGap(acks)).isLessThan(Duration.ofSeconds(3));
            Acknowledged.assertOneOrder(acks);
            Acknowledged.assertAllThere(client, acks);
        }
    }

    @Test
    void a_second_node_under_an_id_in_use_waits_until_the_first_is_gone() {
        OrdinalProcess second = cluster.run(
                "node",
                "--id",
                "n3",
                "--zookeeper",
                cluster.zookeeper(),
                "--data",
                folder.resolve("other-n3").toString());
        second.awaitLine("node n3 waits: its id is in use");
        assertThat(cluster.status("n3").get("address").asText())
                .isEqualTo(cluster.address("n3").toString());
        second.interrupt();
        second.awaitExit();
        cluster.awaitServing();
    }

    @Test
    void garbage_on_a_nodes_port_changes_nothing() throws IOException {
        Random random = new Random(17);
        for (String node : List.of("n1", "n2", "n3")) {
            Address address = cluster.address(node);
            for (int i = 0; i < 40; i++) {
                byte[] garbage = new byte[1 + random.nextInt(i < 20 ? 64 : 70_000)];
                random.nextBytes(garbage);
                send(address, garbage);
            }
            send(address, "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            send(address, new byte[] {0x7f, -1, -1, -1, 0, 0});
            send(address, new byte[4]);
        }
        try (OrdinalClient client = cluster.connect();
                Acknowledged writes = Acknowledged.begin(client, "after garbage/", WRITERS)) {
            await().atMost(ProcessCluster.PATIENCE).until(() -> writes.count() > 100);
            Acknowledged.assertAllThere(client, writes.stop());
            assertThat(writes.others()).isEmpty();
            assertThat(client.sync().get(Key.utf8("never written"))).isNotNull();
        }
        for (String node : List.of("n1", "n2", "n3")) {
            assertThat(cluster.node(node).isAlive()).isTrue();
        }
    }

    /** The other side may hang up before everything is sent: that is as good an answer as any. */
    private static void send(Address address, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(address.host(), address.port())) {
            OutputStream out = socket.getOutputStream();
            try {
                out.write(bytes);
                out.flush();
            } catch (IOException e) {
                assertThat(e).isInstanceOf(SocketException.class);
            }
        }
    }
}
