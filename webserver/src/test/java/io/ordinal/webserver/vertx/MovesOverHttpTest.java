package io.ordinal.webserver.vertx;

import static io.ordinal.webserver.vertx.TestServer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.ordinal.client.CommandOutcome;
import io.ordinal.client.MovesOutcome;
import io.ordinal.client.Refusal;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.CommandRefusal;
import io.ordinal.protocol.MovesReply.MoveStatus;
import io.ordinal.protocol.MovesReply.Phase;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import io.ordinal.webserver.Admission;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What moves, and what operators do about it. */
class MovesOverHttpTest extends OverHttp {
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N3 = new NodeId("n3");
    private static final NodeId N4 = new NodeId("n4");
    private static final String STREAM = "GET /v1/cluster/moves?stream=true HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private HttpResponse<byte[]> post(String path) throws IOException, InterruptedException {
        return web.send("POST", path, BodyPublishers.noBody());
    }

    private HttpResponse<byte[]> settings(String body) throws IOException, InterruptedException {
        return web.send(
                "PUT", "/v1/cluster/moves/settings", BodyPublishers.ofString(body), "Content-Type", "application/json");
    }

    private void aQuarterIsCopied() {
        web.store.leaveN3();
        web.store.moves(new MovesOutcome.Known(
                N1,
                9,
                List.of(new MoveStatus(
                        17, new RangeId(1), N1, N4, N3, Phase.COPYING, 1_000, 10, 2_500, 200, 5_000, "a slow disk"))));
    }

    @Test
    void the_moves_are_told_with_what_is_left_and_how_they_are_to_go() throws Exception {
        aQuarterIsCopied();

        JsonNode answer = json(web.get("/v1/cluster/moves"));

        assertThat(answer.get("rebalancer").asText()).isEqualTo("n1");
        assertThat(answer.get("settings").get("movesPerNode").asInt()).isEqualTo(1);
        JsonNode move = answer.get("moves").get(0);
        assertThat(move.get("move").asLong()).isEqualTo(17);
        assertThat(move.get("leaving").asText()).isEqualTo("n3");
        assertThat(move.get("phase").asText()).isEqualTo("copying");
        assertThat(move.get("copied").asDouble()).isEqualTo(0.25);
        assertThat(move.get("leftMillis").asLong()).isEqualTo(15_000);
        assertThat(move.get("waitsFor").asText()).isEqualTo("a slow disk");
    }

    @Test
    void the_cluster_is_told_with_standings_and_moves() throws Exception {
        aQuarterIsCopied();

        JsonNode cluster = json(web.get("/v1/cluster"));

        assertThat(cluster.get("nodes").findValuesAsText("standing")).containsExactly("IN", "IN", "LEAVING");
        assertThat(cluster.at("/map/ranges/0/move/target").asText()).isEqualTo("n4");
    }

    @Test
    void without_a_rebalancer_the_moves_are_not_told_as_none() throws Exception {
        web.store.moves(new MovesOutcome.Failed(Refusal.NO_REBALANCER, "nobody is in office"));

        HttpResponse<byte[]> answer = web.get("/v1/cluster/moves");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(text(answer)).contains("no-rebalancer", "nobody is in office");
    }

    @Test
    void each_path_is_its_command() throws Exception {
        assertThat(json(post("/v1/cluster/nodes/n3/drain")).get("message").asText())
                .isEqualTo("so be it");
        post("/v1/cluster/nodes/n4/add");
        post("/v1/cluster/nodes/n3/replace?by=n4");
        post("/v1/cluster/moves/pause");
        post("/v1/cluster/moves/resume");
        assertThat(web.delete("/v1/cluster/moves/17").statusCode()).isEqualTo(200);

        assertThat(web.store.commands())
                .containsExactly(
                        new ClusterCommand.Drain(N3),
                        new ClusterCommand.Add(N4),
                        new ClusterCommand.Replace(N3, N4),
                        new ClusterCommand.SetPaused(true),
                        new ClusterCommand.SetPaused(false),
                        new ClusterCommand.CancelMove(17));
    }

    @Test
    void how_a_command_ended_is_told_by_its_status() throws Exception {
        web.store.nextCommandEnds(
                new CommandOutcome.Refused(CommandRefusal.TOO_FEW_NODES, "too few nodes would remain"));
        HttpResponse<byte[]> refused = post("/v1/cluster/nodes/n3/drain");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(json(refused).get("type").asText()).isEqualTo("urn:ordinal:problem:too-few-nodes");
        assertThat(text(refused)).contains("TOO_FEW_NODES", "too few nodes would remain");

        web.store.nextCommandEnds(new CommandOutcome.NotReached(Refusal.NO_REBALANCER, "nobody is in office"));
        assertThat(post("/v1/cluster/nodes/n3/drain").statusCode()).isEqualTo(503);

        web.store.nextCommandEnds(new CommandOutcome.Unknown("the connection broke"));
        HttpResponse<byte[]> unknown = post("/v1/cluster/nodes/n3/drain");
        assertThat(unknown.statusCode()).isEqualTo(504);
        assertThat(text(unknown)).contains("outcome-unknown", "asking again does no harm");
    }

    @Test
    void what_makes_no_sense_is_refused_before_anybody_is_asked() throws Exception {
        assertThat(post("/v1/cluster/nodes/n%203/drain").statusCode()).isEqualTo(400);
        assertThat(post("/v1/cluster/nodes/n3/replace").statusCode()).isEqualTo(400);
        assertThat(web.delete("/v1/cluster/moves/all").statusCode()).isEqualTo(400);
        assertThat(post("/v1/cluster/nodes/n3/n4/drain").statusCode()).isEqualTo(404);
        assertThat(post("/v1/cluster/nodes//drain").statusCode()).isEqualTo(404);
        assertThat(web.get("/v1/cluster/nodes/n3/drain").statusCode()).isEqualTo(405);
        assertThat(web.get("/v1/cluster/moves?stream=perhaps").statusCode()).isEqualTo(400);

        assertThat(web.store.commands()).isEmpty();
    }

    @Test
    void a_page_of_another_site_commands_nothing() throws Exception {
        String post = "POST /v1/cluster/nodes/n3/drain HTTP/1.1\r\nContent-Length: 0\r\nConnection: close\r\n";

        String answer = web.raw(post + "Host: localhost\r\nOrigin: http://evil.example\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 403");
        assertThat(web.store.commands()).isEmpty();
    }

    @Test
    void a_refusal_is_told_by_its_status() throws Exception {
        Map<CommandRefusal, Integer> expected = new EnumMap<>(CommandRefusal.class);
        expected.put(CommandRefusal.UNKNOWN_NODE, 404);
        expected.put(CommandRefusal.UNKNOWN_MOVE, 404);
        expected.put(CommandRefusal.TOO_FEW_NODES, 409);
        expected.put(CommandRefusal.WRONG_STATE, 409);
        expected.put(CommandRefusal.NOT_PRESENT, 409);
        expected.put(CommandRefusal.NO_RING, 409);
        expected.put(CommandRefusal.INVALID, 400);
        expected.put(CommandRefusal.BUSY, 503);
        assertThat(expected).containsOnlyKeys(CommandRefusal.values());

        for (Map.Entry<CommandRefusal, Integer> each : expected.entrySet()) {
            web.store.nextCommandEnds(new CommandOutcome.Refused(each.getKey(), "so it is"));
            HttpResponse<byte[]> refused = post("/v1/cluster/nodes/n3/add");

            assertThat(refused.statusCode()).as(each.getKey().name()).isEqualTo(each.getValue());
            assertThat(json(refused).get("reason").asText())
                    .isEqualTo(each.getKey().name());
            assertThat(json(refused).get("mayHaveBeenApplied").asBoolean()).isFalse();
            assertThat(json(refused).get("detail").asText()).contains("so it is");
            assertThat(refused.headers().firstValue("Retry-After").isPresent()).isEqualTo(each.getValue() == 503);
        }
    }

    @Test
    void settings_are_one_command() throws Exception {
        HttpResponse<byte[]> answer =
                settings("{\"bytesPerSecond\":50000000,\"movesPerNode\":2,\"graceSeconds\":60,\"approval\":true}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).get("set").toString())
                .isEqualTo("[\"bytesPerSecond\",\"movesPerNode\",\"graceSeconds\",\"approval\"]");
        assertThat(web.store.commands())
                .containsExactly(new ClusterCommand.SetAll(List.of(
                        new ClusterCommand.SetThrottle(50_000_000),
                        new ClusterCommand.SetMovesPerNode(2),
                        new ClusterCommand.SetGrace(60),
                        new ClusterCommand.SetApproval(true))));
    }

    @Test
    void settings_whose_fate_is_unknown_are_told_so() throws Exception {
        web.store.nextCommandEnds(new CommandOutcome.Unknown("it broke"));

        HttpResponse<byte[]> answer = settings("{\"bytesPerSecond\":0,\"approval\":false,\"movesPerNode\":2}");

        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(json(answer).has("set")).isFalse();
    }

    @Test
    void settings_that_make_no_sense_set_nothing_at_all() throws Exception {
        assertThat(settings("{\"approval\":true,\"movesPerNode\":65}").statusCode())
                .isEqualTo(400);
        assertThat(settings("{\"approval\":\"yes\"}").statusCode()).isEqualTo(400);
        assertThat(settings("{\"graceSeconds\":0}").statusCode()).isEqualTo(400);
        assertThat(settings("{\"bytesPerSecond\":1.5}").statusCode()).isEqualTo(400);
        assertThat(settings("{\"speed\":1}").statusCode()).isEqualTo(400);
        assertThat(settings("{}").statusCode()).isEqualTo(400);
        assertThat(web.put("/v1/cluster/moves/settings", new byte[] {'{', '}'}).statusCode())
                .isEqualTo(415);

        assertThat(web.store.commands()).isEmpty();
    }

    @Test
    void a_stream_goes_on_and_tells_of_changes_and_problems() throws Exception {
        aQuarterIsCopied();
        try (Socket socket = web.connect()) {
            BufferedReader lines = stream(socket);
            assertThat(next(lines, "event: ")).isEqualTo("moves");
            assertThat(JSON.readTree(next(lines, "data: ")).at("/moves/0/move").asLong())
                    .isEqualTo(17);

            web.store.moves(new MovesOutcome.Failed(Refusal.NO_REBALANCER, "nobody is in office"));
            assertThat(next(lines, "event: ")).isEqualTo("problem");
            assertThat(next(lines, "data: ")).contains("nobody is in office");
        }
    }

    @Test
    void who_accepts_events_is_given_events() throws Exception {
        assertThat(web.http()
                        .send(
                                web.request(
                                        "GET",
                                        "/v1/cluster/moves",
                                        BodyPublishers.noBody(),
                                        "Accept",
                                        "text/event-stream"),
                                HttpResponse.BodyHandlers.ofLines())
                        .body()
                        .findFirst())
                .contains("event: moves");
    }

    @Test
    void there_are_so_many_streams_and_no_more_until_one_ends() throws Exception {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < Admission.MAX_STREAMS; i++) {
                Socket socket = web.connect();
                open.add(socket);
                next(stream(socket), "event: ");
            }
            assertThat(web.get("/v1/cluster/moves?stream=true").statusCode()).isEqualTo(503);
            assertThat(web.get("/v1/cluster/moves").statusCode()).isEqualTo(200);

            open.remove(0).close();
            await().untilAsserted(() -> {
                try (Socket socket = web.connect()) {
                    socket.getOutputStream().write(STREAM.getBytes(StandardCharsets.ISO_8859_1));
                    assertThat(reader(socket).readLine()).isEqualTo("HTTP/1.1 200 OK");
                }
            });
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private static BufferedReader stream(Socket socket) throws IOException {
        socket.getOutputStream().write(STREAM.getBytes(StandardCharsets.ISO_8859_1));
        return reader(socket);
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** What follows in the next line that begins so. */
    private static String next(BufferedReader lines, String prefix) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.startsWith(prefix)) {
            line = lines.readLine();
        }
        assertThat(line).as("the stream goes on").isNotNull();
        return line.substring(prefix.length());
    }

    @Test
    void metrics_tell_how_many_moves_are_under_way_and_how_fast() throws Exception {
        assertThat(text(web.get("/metrics")))
                .contains("ordinal_cluster_moves 0.0", "ordinal_cluster_moves_bytes_per_second 0.0");
        aQuarterIsCopied();

        assertThat(text(web.get("/metrics")))
                .contains("ordinal_cluster_moves 1.0", "ordinal_cluster_moves_bytes_per_second 200.0");
    }

    @Test
    void the_dashboard_shows_moves_beside_the_ring() throws Exception {
        assertThat(text(web.get("/"))).contains("id=\"moves\"");
        assertThat(text(web.get("/dashboard.js"))).contains("fetch(\"/v1/cluster/moves\"");
    }
}
