package io.ordinal.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ordinal.client.ReadOutcome;
import io.ordinal.client.WriteOutcome;
import io.ordinal.client.netty.NettyOrdinalClient;
import io.ordinal.node.chronicle.Durability;
import io.ordinal.ring.Address;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ordinal up} runs: real ZooKeeper, journals, tables and sockets, in this process. */
class LocalClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path temp;

    @Test
    void a_node_stops_and_starts_while_the_others_go_on_and_nothing_is_lost_over_a_restart_of_all()
            throws InterruptedException {
        long first;
        long second;
        try (ClusterFolder folder = ClusterFolder.open(temp, false);
                LocalCluster cluster = start(folder)) {
            try (ClusterConnection connection = connect(cluster)) {
                await().atMost(PATIENCE).until(() -> connection.status().isServing());
                first = put(connection, "city", "Bern");
                assertThat(get(connection, "city")).isEqualTo("Bern");

                assertThat(ControlClient.ask(temp, "n2", "stop")).contains("n2 is stopped");
                assertThatThrownBy(() -> ControlClient.ask(temp, "n2", "stop")).hasMessageContaining("stopped already");
                assertThatThrownBy(() -> ControlClient.ask(temp, "n7", "stop")).hasMessageContaining("n1, n2, n3");
                await().atMost(PATIENCE).until(() -> stateOf(connection, "n2").equals("absent"));
                second = put(connection, "river", "Aare");
                assertThat(second).isGreaterThan(first);
                assertThat(get(connection, "city")).isEqualTo("Bern");

                assertThat(ControlClient.ask(temp, "n2", "start")).contains("n2 listens on");
                await().atMost(PATIENCE).until(() -> stateOf(connection, "n2").equals("up"));
            }
        }
        assertThat(Endpoints.read(temp)).isEmpty();
        try (ClusterFolder folder = ClusterFolder.open(temp, false);
                LocalCluster cluster = start(folder);
                ClusterConnection connection = connect(cluster)) {
            await().atMost(PATIENCE).until(() -> connection.status().isServing());
            assertThat(get(connection, "city")).isEqualTo("Bern");
            assertThat(get(connection, "river")).isEqualTo("Aare");
            assertThat(put(connection, "city", "Biel")).isGreaterThan(second);
        }
    }

    private static LocalCluster start(ClusterFolder folder) throws InterruptedException {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("zookeeper", 0);
        ports.put("n1", 0);
        ports.put("n2", 0);
        ports.put("n3", 0);
        return LocalCluster.start(folder, ports, Durability.DISK, Map.of(), line -> {});
    }

    private static ClusterConnection connect(LocalCluster cluster) {
        return new ClusterConnection(
                NettyOrdinalClient.connect(
                        cluster.nodes().values().stream().map(Address::parse).toList()),
                new Closer());
    }

    private static String stateOf(ClusterConnection connection, String node) {
        return connection.status().nodes().stream()
                .filter(each -> each.id().equals(node))
                .map(ClusterStatus.Node::state)
                .findFirst()
                .orElse("unknown");
    }

    private static long put(ClusterConnection connection, String key, String value) {
        WriteOutcome outcome = connection.client().sync().put(key(key), bytes(value));
        assertThat(outcome).isInstanceOf(WriteOutcome.Applied.class);
        return ((WriteOutcome.Applied) outcome).sequence();
    }

    private static String get(ClusterConnection connection, String key) {
        ReadOutcome outcome = connection.client().sync().get(key(key));
        assertThat(outcome).isInstanceOf(ReadOutcome.Found.class);
        return new String(((ReadOutcome.Found) outcome).entry().value().array(), StandardCharsets.UTF_8);
    }

    private static Key key(String text) {
        return Key.of(bytes(text));
    }

    private static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
