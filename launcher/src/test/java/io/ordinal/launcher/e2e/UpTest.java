package io.ordinal.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordinal.client.OrdinalClient;
import io.ordinal.client.ReadOutcome;
import io.ordinal.client.WriteOutcome;
import io.ordinal.client.netty.NettyOrdinalClient;
import io.ordinal.launcher.CommandRun;
import io.ordinal.ring.Address;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ordinal up} as somebody at a terminal sees it. */
class UpTest {
    private static final Key CITY = Key.utf8("city");

    @TempDir
    private Path temporary;

    @Test
    void a_cluster_from_one_command_stops_at_ctrl_c_and_goes_on_where_it_was() throws IOException {
        String data = temporary.resolve("data").toString();
        long first;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                OrdinalProcess up = up(data, "--port-base", "" + (taken.getLocalPort() - 1))) {
            up.awaitLine("port " + taken.getLocalPort() + " is taken: n1 listens on \\d+ instead");
            Address n1 = Address.parse(up.awaitLine("^ +n1 +(127.0.0.1:\\d+)$"));
            up.awaitLine("^ +n2 +(127.0.0.1:\\d+)$");
            up.awaitLine("^ +zookeeper +(127.0.0.1:\\d+)$");
            up.awaitLine("Ctrl-C here stops everything");
            assertThat(up.said()).contains("data in " + data).doesNotContain("Exception");
            Path log = Path.of(up.awaitLine("^log in (.*)$"));
            assertThat(log).content(StandardCharsets.UTF_8).contains("node=n1", "node=n2 started");
            first = put(n1, "Bern");

            CommandRun second = CommandRun.of("up", "--data", data);
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.err()).contains("process " + up.pid());

            CommandRun stop = CommandRun.of("stop", "n2", "--data", data);
            assertThat(stop.exitCode()).as(stop.err()).isZero();
            awaitStatus(data, "n2 +absent");
            assertThat(put(n1, "Biel")).isGreaterThan(first);
            CommandRun start = CommandRun.of("start", "n2", "--data", data);
            assertThat(start.exitCode()).as(start.err()).isZero();
            awaitStatus(data, "n2 +up");

            up.interrupt();
            assertThat(up.awaitExit()).as(up.said()).isEqualTo(130);
            assertThat(up.said()).contains("stopping...").endsWith("stopped").doesNotContain("Exception");
        }
        CommandRun status = CommandRun.of("status", "--data", data);
        assertThat(status.exitCode()).isEqualTo(3);
        assertThat(status.err()).contains("no cluster runs on " + data);
        assertThat(temporary.resolve("data").resolve("endpoints.json")).doesNotExist();

        try (OrdinalProcess up = up(data, "--port-base", "" + freePortBase())) {
            Address n2 = Address.parse(up.awaitLine("^ +n2 +(127.0.0.1:\\d+)$"));
            up.awaitLine("Ctrl-C here stops everything");
            try (OrdinalClient client = NettyOrdinalClient.connect(List.of(n2))) {
                ReadOutcome outcome = client.sync().get(CITY);
                assertThat(outcome).isInstanceOfSatisfying(ReadOutcome.Found.class, found -> {
                    assertThat(found.entry().value().toUtf8()).isEqualTo("Biel");
                    assertThat(found.entry().sequence()).isGreaterThan(first);
                });
            }
        }
    }

    /** What a node says of the others follows their registrations a moment later. */
    private static void awaitStatus(String data, String pattern) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(CommandRun.of("status", "--data", data).out())
                                .containsPattern(pattern));
    }

    private OrdinalProcess up(String data, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("up", "--data", data));
        arguments.addAll(List.of(more));
        return OrdinalProcess.start(
                Files.createDirectories(temporary.resolve("tmp")), arguments.toArray(String[]::new));
    }

    private static long put(Address node, String city) {
        try (OrdinalClient client = NettyOrdinalClient.connect(List.of(node))) {
            WriteOutcome outcome = client.sync().put(CITY, Bytes.utf8(city));
            assertThat(outcome).isInstanceOf(WriteOutcome.Applied.class);
            return ((WriteOutcome.Applied) outcome).sequence();
        }
    }

    /** Below what the system gives to outgoing connections; if something listens there, `up` takes other ports. */
    private static int freePortBase() {
        return 27_100;
    }
}
