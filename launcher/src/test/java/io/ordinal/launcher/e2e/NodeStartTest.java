package io.ordinal.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that cannot start says why and what to do, in a line; one that has to wait says for what. */
class NodeStartTest {
    /** Takes the right to pass by permissions from root, who keeps reading what is root's own. */
    private static final List<String> PERMISSIONS_COUNT =
            List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search");

    @TempDir
    private Path folder;

    private final List<OrdinalProcess> started = new ArrayList<>();

    @AfterEach
    void kill() {
        started.forEach(OrdinalProcess::close);
    }

    @Test
    void waits_for_a_zookeeper_that_comes_later_and_refuses_a_taken_port_and_folders_that_are_not_its_own()
            throws IOException {
        int zookeeperPort = freePort();
        OrdinalProcess node = node("n1", folder.resolve("n1"), zookeeperPort);
        node.awaitLine("ZooKeeper at 127.0.0.1:" + zookeeperPort + " is not reachable, waiting for it");
        run(
                "zookeeper",
                "--port",
                "" + zookeeperPort,
                "--data",
                folder.resolve("zk").toString());
        node.awaitLine("ZooKeeper at 127.0.0.1:" + zookeeperPort + " is reachable");
        String port = node.awaitLine("node n1 listens on 127.0.0.1:(\\d+)");

        OrdinalProcess onTakenPort = node("n2", folder.resolve("n2"), zookeeperPort, "--port", port);
        OrdinalProcess onTheSameFolder = node("n1", folder.resolve("n1"), zookeeperPort);
        assertSaid(onTakenPort, "node n2 did not start", port, "in use");
        assertSaid(onTheSameFolder, "is in use by process " + node.pid());

        node.interrupt();
        assertThat(node.awaitExit()).as(node.said()).isEqualTo(130);
        assertThat(node.said()).doesNotContain("Exception");
        OrdinalProcess onAnothersFolder = node("n2", folder.resolve("n1"), zookeeperPort);
        assertSaid(onAnothersFolder, "belongs to node n1, not to n2", "--id n1");
    }

    @Test
    void refuses_data_folders_that_cannot_be_used_before_it_looks_for_zookeeper() throws IOException {
        int nobody = freePort();
        Path file = Files.createFile(folder.resolve("file"));
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        Path newer = Files.createDirectory(folder.resolve("newer"));
        Files.writeString(newer.resolve("identity"), "format=99\nnode=n1\ndisk=x\nrun=1\n");

        OrdinalProcess inFile = node("n1", file, nobody);
        OrdinalProcess inNewer = node("n1", newer, nobody);
        assertSaid(inFile, file + " is a file", "--data");
        assertSaid(inNewer, "99");
        OrdinalProcess inClosed = node("n1", closed, nobody);
        assertSaid(inClosed, closed + " is not readable and writable", "--data");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }

    private OrdinalProcess node(String id, Path data, int zookeeperPort, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("node", "--id", id, "--zookeeper", "127.0.0.1:" + zookeeperPort, "--data", data.toString()));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private OrdinalProcess run(String... arguments) {
        OrdinalProcess process = OrdinalProcess.start(folder, prefix(), arguments);
        started.add(process);
        return process;
    }

    private List<String> prefix() {
        boolean isRoot = System.getProperty("user.name").equals("root");
        return isRoot ? PERMISSIONS_COUNT : List.of();
    }

    /** It ended as a thing that did not work does, in one line for people, without a stack trace. */
    private static void assertSaid(OrdinalProcess process, String... words) {
        assertThat(process.awaitExit()).as(process.said()).isEqualTo(1);
        assertThat(process.said()).contains(words);
        assertThat(process.said().lines().filter(line -> line.startsWith("ordinal: ")))
                .as(process.said())
                .hasSize(1);
        assertThat(process.said()).doesNotContain("\tat ").doesNotContain("should not have happened");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
