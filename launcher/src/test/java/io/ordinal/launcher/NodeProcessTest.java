package io.ordinal.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.node.chronicle.Durability;
import io.ordinal.node.file.DataFolderException;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.zookeeper.EmbeddedZooKeeper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that meets with what goes wrong at a start: it says what to do, and leaves everything as it found it. */
class NodeProcessTest {
    @TempDir
    private static Path zookeeperData;

    private static EmbeddedZooKeeper zookeeper;

    @TempDir
    private Path data;

    @BeforeAll
    static void startZooKeeper() throws IOException {
        zookeeper = EmbeddedZooKeeper.start(zookeeperData, 0, EmbeddedZooKeeper.DEFAULT_TICK);
    }

    @AfterAll
    static void stopZooKeeper() {
        zookeeper.close();
    }

    @Test
    void a_port_that_is_taken_is_named_and_the_folder_can_be_used_at_once_with_another()
            throws IOException, InterruptedException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> start("n1", taken.getLocalPort()))
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContaining(String.valueOf(taken.getLocalPort()))
                    .hasMessageContaining("Choose another one");
        }
        try (NodeProcess node = start("n1", 0)) {
            assertThat(node.address().port()).isPositive();
        }
    }

    @Test
    void a_folder_in_use_and_one_of_another_node_are_refused() throws InterruptedException {
        try (NodeProcess node = start("n1", 0)) {
            assertThat(node.failure()).isEmpty();
            assertThatThrownBy(() -> start("n1", 0))
                    .isInstanceOf(DataFolderException.class)
                    .hasMessageContaining("in use");
        }
        assertThatThrownBy(() -> start("n2", 0))
                .isInstanceOf(DataFolderException.class)
                .hasMessageContaining("belongs to node n1");
    }

    @Test
    void a_file_in_the_place_of_the_folder_is_named() throws IOException {
        Files.writeString(data.resolve("node"), "a file");
        assertThatThrownBy(() -> start("n1", 0))
                .isInstanceOf(DataFolderException.class)
                .hasMessageContaining("is a file");
    }

    private NodeProcess start(String id, int port) throws InterruptedException {
        NodeSettings settings = new NodeSettings(
                new NodeId(id),
                zookeeper.connectString(),
                NodeSettings.DEFAULT_CLUSTER,
                data.resolve("node"),
                "127.0.0.1",
                port,
                null,
                "",
                1,
                3,
                Durability.DISK);
        return NodeProcess.start(settings, Repair.NONE, line -> {}, why -> {});
    }
}
