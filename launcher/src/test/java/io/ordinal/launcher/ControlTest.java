package io.ordinal.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ordinal stop n2} and {@code ordinal start n2}, from the file that names the channel to the nodes. */
class ControlTest {
    private final List<String> done = new ArrayList<>();

    @TempDir
    private Path folder;

    private ControlServer server;

    @BeforeEach
    void run() throws IOException {
        server = ControlServer.start(new ControlServer.Nodes() {
            @Override
            public String stop(String node) {
                if (node.equals("n9")) {
                    throw new LaunchException(ExitCode.FAILED, "there is no node n9 here; there are n1, n2");
                }
                done.add("stop " + node);
                return "node " + node + " is stopped";
            }

            @Override
            public String start(String node) {
                throw new IllegalStateException("broken");
            }
        });
        endpoints(server.token()).write(folder);
    }

    @AfterEach
    void end() {
        server.close();
    }

    @Test
    void a_node_is_stopped_by_who_can_read_the_endpoints() {
        assertThat(ControlClient.ask(folder, "n2", "stop")).isEqualTo("node n2 is stopped");
        assertThat(done).containsExactly("stop n2");
    }

    @Test
    void a_wrong_token_does_nothing() throws IOException {
        endpoints("guessed").write(folder);
        assertThatThrownBy(() -> ControlClient.ask(folder, "n2", "stop"))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("token");
        assertThat(done).isEmpty();
    }

    @Test
    void a_page_in_a_browser_cannot_stop_a_node() throws IOException, InterruptedException {
        HttpRequest forged = HttpRequest.newBuilder(URI.create("http://" + server.address() + "/nodes/n2/stop"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(forged, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(done).isEmpty();
    }

    @Test
    void what_the_cluster_refuses_is_said_by_the_command() {
        assertThatThrownBy(() -> ControlClient.ask(folder, "n9", "stop"))
                .isInstanceOf(LaunchException.class)
                .hasMessage("there is no node n9 here; there are n1, n2");
    }

    @Test
    void a_failure_inside_is_reported_and_the_channel_goes_on() {
        assertThatThrownBy(() -> ControlClient.ask(folder, "n1", "start"))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("see the log");
        assertThat(ControlClient.ask(folder, "n1", "stop")).isEqualTo("node n1 is stopped");
    }

    @Test
    void without_a_cluster_the_command_says_how_to_start_one(@TempDir Path empty) {
        assertThatThrownBy(() -> ControlClient.ask(empty, "n1", "stop"))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("ordinal up")
                .extracting(e -> ((LaunchException) e).exitCode())
                .isEqualTo(ExitCode.NO_CLUSTER);
    }

    @Test
    void a_cluster_that_was_killed_is_told_from_one_that_is_busy() {
        server.close();
        assertThatThrownBy(() -> ControlClient.ask(folder, "n1", "stop"))
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("does not answer");
    }

    private Endpoints endpoints(String token) {
        return new Endpoints(
                ProcessHandle.current().pid(),
                "default",
                "127.0.0.1:7190",
                Map.of(),
                null,
                server.address().toString(),
                token);
    }
}
