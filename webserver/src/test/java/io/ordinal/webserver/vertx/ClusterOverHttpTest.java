package io.ordinal.webserver.vertx;

import static io.ordinal.webserver.vertx.TestServer.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.ordinal.client.Refusal;
import io.ordinal.client.WriteOutcome;
import io.ordinal.protocol.ReadMode;
import io.ordinal.webserver.MemoryClient;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Scans, batches, and what operators ask. */
class ClusterOverHttpTest extends OverHttp {
    @Test
    void a_scan_goes_on_by_its_cursor_until_there_is_none() throws Exception {
        for (int i = 0; i < 25; i++) {
            web.put("/v1/keys/user%2F" + i, ("v" + i).getBytes(UTF_8));
        }
        web.put("/v1/keys/other", new byte[0]);

        TreeSet<String> seen = new TreeSet<>();
        String next = "/v1/keys?prefix=user%2F&limit=10&at-least=3";
        int pages = 0;
        while (!next.isEmpty()) {
            JsonNode page = json(web.get(next));
            page.get("entries")
                    .forEach(entry ->
                            assertThat(seen.add(entry.get("key").asText())).isTrue());
            assertThat(page.has("cursor")).isEqualTo(page.has("next"));
            assertThat(web.store.lastMode()).isEqualTo(new ReadMode.AtLeast(3));
            next = page.path("next").asText();
            pages++;
        }

        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(25).allMatch(key -> key.startsWith("user/"));
    }

    @Test
    void bytes_that_are_no_text_come_in_base64_alone() throws Exception {
        web.put("/v1/keys/%FF%00", new byte[] {(byte) 0xC3, 0x28});
        web.put("/v1/keys/%C3%A4?ttl=5", "ü".getBytes(UTF_8));

        JsonNode binary = json(web.get("/v1/keys?prefix=%FF")).get("entries").get(0);
        JsonNode textual = json(web.get("/v1/keys?prefix=%C3")).get("entries").get(0);

        assertThat(binary.has("key")).isFalse();
        assertThat(binary.has("value")).isFalse();
        assertThat(Base64.getDecoder().decode(binary.get("keyBase64").asText())).containsExactly(0xFF, 0);
        assertThat(Base64.getDecoder().decode(binary.get("valueBase64").asText()))
                .containsExactly(0xC3, 0x28);
        assertThat(textual.get("key").asText()).isEqualTo("ä");
        assertThat(textual.get("value").asText()).isEqualTo("ü");
        assertThat(textual.get("ttlMillis").asLong()).isEqualTo(5_000);
        assertThat(binary.has("ttlMillis")).isFalse();
    }

    @Test
    void a_scan_that_is_asked_wrongly_is_refused() throws Exception {
        for (String wrong :
                new String[] {"limit=0", "limit=10001", "limit=x", "cursor=nonsense", "prefx=a", "read=no"}) {
            assertThat(web.get("/v1/keys?" + wrong).statusCode()).as(wrong).isEqualTo(400);
        }
        assertThat(web.get("/v1/keys?prefix=" + "p".repeat(4_097)).statusCode()).isEqualTo(414);
    }

    @Test
    void a_batch_tells_the_outcome_of_each_operation_in_its_place() throws Exception {
        HttpResponse<byte[]> all = web.postJson(
                "/v1/batch",
                "{\"operations\":[{\"op\":\"put\",\"key\":\"a\",\"value\":\"1\"},"
                        + "{\"op\":\"put\",\"keyBase64\":\"/w==\",\"valueBase64\":\"AAEC\",\"ttlSeconds\":9}]}");
        assertThat(all.statusCode()).isEqualTo(200);
        assertThat(json(all).get("applied").asInt()).isEqualTo(2);
        assertThat(web.get("/v1/keys/%FF").body()).containsExactly(0, 1, 2);

        web.store.nextWriteEnds(new WriteOutcome.Unknown("n1 fell silent"));
        HttpResponse<byte[]> some = web.postJson(
                "/v1/batch",
                "{\"operations\":[{\"op\":\"delete\",\"key\":\"b\"},"
                        + "{\"op\":\"put\",\"key\":\"a\",\"value\":\"2\",\"ifAbsent\":true},"
                        + "{\"op\":\"delete\",\"key\":\"a\"}]}");

        assertThat(some.statusCode()).isEqualTo(207);
        JsonNode outcomes = json(some).get("outcomes");
        assertThat(outcomes.findValuesAsText("outcome")).containsExactly("unknown", "rejected", "applied");
        assertThat(outcomes.findValuesAsText("status")).containsExactly("504", "412", "200");
        assertThat(outcomes.get(0).get("mayHaveBeenApplied").asBoolean()).isTrue();
        assertThat(outcomes.get(1).get("currentSequence").asLong()).isPositive();
        assertThat(web.get("/v1/keys/a").statusCode()).isEqualTo(404);
    }

    @Test
    void a_batch_is_taken_whole_or_refused_whole() throws Exception {
        String good = "{\"op\":\"put\",\"key\":\"a\",\"value\":\"1\"}";
        String tooMany = (good + ",").repeat(1_000) + good;
        String tooLarge = "{\"op\":\"put\",\"key\":\"a\",\"value\":\"" + "x".repeat(1 << 20) + "\"}";

        assertThat(batch(good + ",{\"op\":\"put\"}").statusCode()).isEqualTo(400);
        assertThat(batch(tooMany).statusCode()).isEqualTo(413);
        assertThat(batch(tooLarge + ("," + tooLarge).repeat(3)).statusCode()).isEqualTo(413);
        assertThat(batch(tooLarge + ("," + tooLarge).repeat(12)).statusCode()).isEqualTo(413);
        assertThat(web.get("/v1/keys/a").statusCode()).isEqualTo(404);
        assertThat(web.postJson("/v1/batch", "{\"operations\":[").statusCode()).isEqualTo(400);
        assertThat(web.postJson("/v1/batch", "{\"operations\":[]} more").statusCode())
                .isEqualTo(400);
        assertThat(web.postJson("/v1/batch", "").statusCode()).isEqualTo(400);
        assertThat(batch("").statusCode()).isEqualTo(200);
    }

    @Test
    void a_batch_in_the_guise_of_a_form_is_refused() throws Exception {
        HttpResponse<byte[]> form = web.send(
                "POST", "/v1/batch", BodyPublishers.ofString("{\"operations\":[]}"), "Content-Type", "text/plain");

        assertThat(form.statusCode()).isEqualTo(415);
    }

    private HttpResponse<byte[]> batch(String operations) throws IOException, InterruptedException {
        return web.postJson("/v1/batch", "{\"operations\":[" + operations + "]}");
    }

    @Test
    void the_cluster_is_told_with_its_map_and_every_node() throws Exception {
        web.store.present(MemoryClient.NODES.get(0), MemoryClient.NODES.get(1));

        JsonNode cluster = json(web.get("/v1/cluster"));

        assertThat(cluster.get("ready").asBoolean()).isTrue();
        assertThat(cluster.get("highestSequence").asLong()).isEqualTo(10_481);
        JsonNode range = cluster.get("map").get("ranges").get(0);
        assertThat(range.get("leader").asText()).isEqualTo("n1");
        assertThat(range.get("members").size()).isEqualTo(3);
        assertThat(range.get("fraction").asDouble()).isEqualTo(1);
        assertThat(cluster.get("nodes").findValuesAsText("node")).containsExactly("n1", "n2", "n3");
        assertThat(cluster.get("nodes").findValuesAsText("present")).containsExactly("true", "true", "false");
        assertThat(cluster.get("nodes").get(0).get("address").asText()).isEqualTo("127.0.0.1:7101");
        assertThat(cluster.get("nodes").get(2).get("failure").asText()).isEqualTo("the node is absent");
    }

    @Test
    void one_absent_node_of_three_leaves_the_cluster_ready_and_two_do_not() throws Exception {
        assertThat(web.get("/health/ready").statusCode()).isEqualTo(200);

        web.store.present(MemoryClient.NODES.get(0));
        await().untilAsserted(() -> {
            HttpResponse<byte[]> ready = web.get("/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(text(ready)).contains("no majority", "n2, n3 are absent");
            assertThat(ready.headers().firstValue("Retry-After")).isPresent();
        });
        assertThat(web.get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void a_read_only_node_makes_the_cluster_not_ready_and_says_why() throws Exception {
        web.store.readOnly(MemoryClient.NODES.get(1), "the disk is full");

        HttpResponse<byte[]> ready = web.get("/health/ready");

        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(json(ready).get("reasons").get(0).asText()).isEqualTo("n2 is read-only: the disk is full");
    }

    @Test
    void without_a_map_nothing_is_ready() throws Exception {
        web.store.forgetMap();

        assertThat(web.get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(json(web.get("/v1/cluster")).has("map")).isFalse();
    }

    @Test
    void reads_fail_with_the_reason_and_the_next_step() throws Exception {
        web.store.readsFail(Refusal.NOT_REACHED);

        HttpResponse<byte[]> get = web.get("/v1/keys/a?at-least=99999");

        assertThat(get.statusCode()).isEqualTo(503);
        assertThat(json(get).get("detail").asText()).contains("n1 said so", Refusal.NOT_REACHED.nextStep());
    }

    @Test
    void metrics_count_requests_by_route_and_status_and_never_by_key() throws Exception {
        web.put("/v1/keys/secret-name", new byte[1]);
        web.get("/v1/keys/other-name");
        web.get("/no/such/path");

        await().untilAsserted(() -> assertThat(text(web.get("/metrics")))
                .contains("method=\"PUT\",route=\"/v1/keys/{key}\",status=\"200\"")
                .contains("method=\"GET\",route=\"/v1/keys/{key}\",status=\"404\"")
                .contains("method=\"any\",route=\"none\",status=\"404\"")
                .contains("ordinal_client_highest_sequence", "ordinal_http_requests_in_hand", "jvm_memory_used_bytes")
                .doesNotContain("secret-name", "such"));
    }

    @Test
    void strangers_names_and_strangers_pages_do_not_get_in() throws Exception {
        String get = "GET /v1/keys/a HTTP/1.1\r\nConnection: close\r\n";

        assertThat(web.raw(get + "Host: evil.example\r\n\r\n"))
                .startsWith("HTTP/1.1 421")
                .contains("--allow-host");
        assertThat(web.raw(get + "Host: evil.example:" + web.server.address().port() + "\r\n\r\n"))
                .startsWith("HTTP/1.1 421");
        assertThat(web.raw(get + "\r\n")).startsWith("HTTP/1.1 400");
        assertThat(web.raw(get + "Host: store.example\r\n\r\n")).startsWith("HTTP/1.1 404");
        assertThat(web.raw(get + "Host: localhost\r\nOrigin: http://evil.example\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(web.raw(get + "Host: localhost\r\nOrigin: http://localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 404")
                .doesNotContainIgnoringCase("access-control");
        assertThat(web.raw(
                        "GET http://evil.example/v1/keys/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 421");
    }

    @Test
    void the_dashboard_is_made_of_its_own_files_only() throws Exception {
        HttpResponse<byte[]> page = web.get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'");
        assertThat(text(page)).contains("/dashboard.js", "/dashboard.css").doesNotContain("http://", "https://");
        assertThat(text(web.get("/dashboard.js"))).contains("/v1/cluster");
        assertThat(web.get("/dashboard.css").statusCode()).isEqualTo(200);
    }
}
