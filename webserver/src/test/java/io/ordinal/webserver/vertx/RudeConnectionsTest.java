package io.ordinal.webserver.vertx;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are slow, confused, greedy or hostile: each is answered or cut off, and the next one is served. */
class RudeConnectionsTest {
    private static final String HOST = "Host: localhost\r\n";

    @Test
    void a_connection_that_never_asks_is_cut_off() throws Exception {
        try (TestServer web = TestServer.start(TestServer.HASTY);
                Socket silent = web.connect()) {
            assertThat(TestServer.untilClosed(silent)).isEmpty();
        }
    }

    @Test
    void a_head_that_never_ends_is_cut_off_however_busily_it_comes() throws Exception {
        try (TestServer web = TestServer.start(TestServer.HASTY);
                Socket slow = web.connect()) {
            OutputStream out = slow.getOutputStream();
            out.write("GET /health/live HTTP/1.1\r\n".getBytes(US_ASCII));
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> closedText(slow));
            await().until(() -> {
                trickle(out, "X-More: 1\r\n");
                return answer.isDone();
            });
            assertThat(answer.join()).doesNotContain("200 OK");
            assertThat(web.get("/health/live").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_kept_connection_is_cut_off_when_its_next_request_stays_away() throws Exception {
        try (TestServer web = TestServer.start(TestServer.HASTY);
                Socket kept = web.connect()) {
            kept.getOutputStream().write(("GET /health/live HTTP/1.1\r\n" + HOST + "\r\nGET /hea").getBytes(US_ASCII));
            assertThat(TestServer.untilClosed(kept)).startsWith("HTTP/1.1 200").contains("live");
        }
    }

    @Test
    void a_body_shorter_than_it_says_is_waited_for_only_so_long() throws Exception {
        try (TestServer web = TestServer.start(TestServer.HASTY)) {
            String answer = web.raw("PUT /v1/keys/short HTTP/1.1\r\n" + HOST + "Content-Length: 100\r\n\r\nabc");

            assertThat(answer).startsWith("HTTP/1.1 408").contains("body-too-slow", "nothing was done");
            assertThat(web.get("/v1/keys/short").statusCode()).isEqualTo(404);
            assertThat(inHand(web)).isEqualTo(1);
        }
    }

    @Test
    void a_body_that_trickles_is_waited_for_only_so_long() throws Exception {
        try (TestServer web = TestServer.start(TestServer.HASTY);
                Socket slow = web.connect()) {
            OutputStream out = slow.getOutputStream();
            out.write(("PUT /v1/keys/slow HTTP/1.1\r\n" + HOST + "Content-Length: 100000\r\n\r\n").getBytes(US_ASCII));
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> closedText(slow));
            await().until(() -> {
                trickle(out, "x");
                return answer.isDone();
            });
            assertThat(web.get("/v1/keys/slow").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void a_body_that_nobody_reads_does_not_hold_a_connection_open() throws Exception {
        try (TestServer web = TestServer.start(TestServer.HASTY)) {
            String answer = web.raw("GET /health/live HTTP/1.1\r\n" + HOST + "Content-Length: 100\r\n\r\nabc");

            assertThat(answer).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void what_follows_a_body_that_is_longer_than_it_says_is_no_part_of_it() throws Exception {
        try (TestServer web = TestServer.start()) {
            String answer = web.raw(
                    "PUT /v1/keys/long HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\nabcdefgh and more\r\n\r\n");

            assertThat(answer).startsWith("HTTP/1.1 200").contains(" 400 Bad Request", "application/problem+json");
            assertThat(web.get("/v1/keys/long").body()).isEqualTo("abc".getBytes(US_ASCII));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello\r\n\r\n",
                "GET\r\n\r\n",
                "GET /health/live HTTP/1.1\r\nHost: localhost\r\nno colon here\r\n\r\n",
                "PUT /v1/keys/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: many\r\n\r\nabc",
                "PUT /v1/keys/a HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\nabc",
                "PUT /v1/keys/a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n"
            })
    void what_is_no_http_is_told_so_or_cut_off(String garbage) throws Exception {
        try (TestServer web = TestServer.start()) {
            String answer = web.raw(garbage);

            assertThat(answer).startsWith("HTTP/1.").contains(" 400 ", "application/problem+json");
            assertThat(web.get("/v1/keys/a").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void random_bytes_harm_nobody() throws Exception {
        Random random = new Random(42);
        try (TestServer web = TestServer.start()) {
            for (int i = 0; i < 5; i++) {
                byte[] noise = new byte[4_096];
                random.nextBytes(noise);
                assertThat(web.raw(new String(noise, ISO_8859_1))).doesNotContain("200 OK");
            }
            assertThat(web.get("/health/live").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_head_of_an_unreasonable_size_is_refused() throws Exception {
        try (TestServer web = TestServer.start()) {
            assertThat(web.raw("GET /" + "x".repeat(100_000) + " HTTP/1.1\r\n" + HOST + "\r\n"))
                    .startsWith("HTTP/1.")
                    .contains(" 400 ");
            assertThat(web.raw("GET / HTTP/1.1\r\n" + HOST + "X: " + "x".repeat(30_000) + "\r\n\r\n"))
                    .startsWith("HTTP/1.")
                    .contains(" 400 ");
        }
    }

    @Test
    void a_body_that_says_it_is_too_large_is_refused_before_it_is_sent() throws Exception {
        try (TestServer web = TestServer.start(TestServer.HASTY)) {
            String answer = web.raw("PUT /v1/keys/fat HTTP/1.1\r\n" + HOST
                    + "Expect: 100-continue\r\nContent-Length: 99999999999999999999\r\n\r\n");

            assertThat(answer).doesNotContain("100 Continue");
            assertThat(answer).startsWith("HTTP/1.1 4");
        }
    }

    @Test
    void a_client_that_waits_for_leave_to_send_its_body_gets_it() throws Exception {
        try (TestServer web = TestServer.start();
                Socket polite = web.connect()) {
            polite.getOutputStream()
                    .write(("PUT /v1/keys/polite HTTP/1.1\r\n" + HOST
                                    + "Connection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
                            .getBytes(US_ASCII));
            byte[] leave = polite.getInputStream().readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
            assertThat(new String(leave, US_ASCII)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");

            polite.getOutputStream().write("ok".getBytes(US_ASCII));

            assertThat(TestServer.untilClosed(polite)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void a_chunked_body_grows_to_the_limit_and_no_further() throws Exception {
        try (TestServer web = TestServer.start()) {
            byte[] tooLong = new byte[(1 << 20) + 1];
            HttpResponse<byte[]> put = web.send(
                    "PUT", "/v1/keys/chunked", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooLong)));

            assertThat(put.statusCode()).isEqualTo(413);
            assertThat(web.get("/v1/keys/chunked").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void pipelined_requests_are_answered_in_their_order() throws Exception {
        try (TestServer web = TestServer.start()) {
            String answer = web.raw("PUT /v1/keys/p HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\n\r\nx"
                    + "GET /v1/keys/p HTTP/1.1\r\n" + HOST + "\r\n"
                    + "GET /health/live HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n");

            assertThat(answer.split("HTTP/1.1 200", -1)).hasSize(4);
            assertThat(answer).endsWith("{\"status\":\"live\"}");
        }
    }

    @Test
    void requests_above_the_bound_are_refused_and_those_in_hand_go_on() throws Exception {
        try (TestServer web = TestServer.start(TestServer.NARROW)) {
            web.store.hold();
            List<CompletableFuture<HttpResponse<byte[]>>> writes = new ArrayList<>();
            for (int i = 0; i < TestServer.NARROW.maxRequests(); i++) {
                writes.add(web.http()
                        .sendAsync(
                                web.request("PUT", "/v1/keys/k" + i, BodyPublishers.ofString("v")),
                                BodyHandlers.ofByteArray()));
            }
            await().until(() -> web.store.heldWrites() == TestServer.NARROW.maxRequests());

            HttpResponse<byte[]> oneMore = web.put("/v1/keys/more", new byte[1]);
            assertThat(oneMore.statusCode()).isEqualTo(503);
            assertThat(oneMore.headers().firstValue("Retry-After")).isPresent();
            assertThat(TestServer.text(oneMore)).contains("overloaded", "nothing was done");
            assertThat(web.get("/health/live").statusCode()).isEqualTo(200);

            web.store.release();
            for (CompletableFuture<HttpResponse<byte[]>> write : writes) {
                assertThat(write.join().statusCode()).isEqualTo(200);
            }
            assertThat(web.put("/v1/keys/more", new byte[1]).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void bodies_in_hand_are_bounded_together_and_given_back() throws Exception {
        try (TestServer web = TestServer.start(TestServer.NARROW)) {
            web.store.hold();
            List<CompletableFuture<HttpResponse<byte[]>>> writes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                writes.add(web.http()
                        .sendAsync(
                                web.request("PUT", "/v1/keys/k" + i, BodyPublishers.ofByteArray(new byte[1 << 20])),
                                BodyHandlers.ofByteArray()));
            }
            await().until(() -> web.store.heldWrites() == 3);
            assertThat(web.put("/v1/keys/more", new byte[1 << 10]).statusCode()).isEqualTo(503);

            web.store.release();
            writes.forEach(CompletableFuture::join);
            assertThat(web.put("/v1/keys/more", new byte[1 << 20]).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_client_that_goes_away_gives_its_place_back() throws Exception {
        try (TestServer web = TestServer.start(TestServer.NARROW)) {
            web.store.hold();
            for (int i = 0; i < TestServer.NARROW.maxRequests(); i++) {
                try (Socket hasty = web.connect()) {
                    hasty.getOutputStream()
                            .write(("PUT /v1/keys/gone HTTP/1.1\r\n" + HOST + "Content-Length: 1\r\n\r\nx")
                                    .getBytes(US_ASCII));
                    int held = i + 1;
                    await().until(() -> web.store.heldWrites() == held);
                }
            }
            await().untilAsserted(() -> assertThat(inHand(web)).isEqualTo(1));
            web.store.release();
        }
    }

    @Test
    void connections_above_the_bound_are_closed_at_once() throws Exception {
        try (TestServer web = TestServer.start(new WebLimits(
                TestServer.PATIENT.firstHead(),
                TestServer.PATIENT.nextHead(),
                TestServer.PATIENT.body(),
                TestServer.PATIENT.operation(),
                1,
                8,
                2,
                1 << 20))) {
            try (Socket first = web.connect()) {
                first.getOutputStream().write(("GET /health/live HTTP/1.1\r\n" + HOST + "\r\n").getBytes(US_ASCII));
                assertThat(first.getInputStream().read()).isEqualTo('H');
                try (Socket second = web.connect()) {
                    assertThat(TestServer.untilClosed(second)).isEmpty();
                }
            }
            await().untilAsserted(() ->
                    assertThat(web.get("/health/live").statusCode()).isEqualTo(200));
        }
    }

    /** The requests in hand, the one that asks included. */
    private static int inHand(TestServer web) throws IOException, InterruptedException {
        String line = TestServer.text(web.get("/metrics"))
                .lines()
                .filter(each -> each.startsWith("ordinal_http_requests_in_hand "))
                .findFirst()
                .orElseThrow();
        return (int) Double.parseDouble(line.substring(line.indexOf(' ')));
    }

    private static String closedText(Socket socket) {
        try {
            return TestServer.untilClosed(socket);
        } catch (IOException e) {
            return "";
        }
    }

    /** A write to a connection that was cut fails, which is what is waited for. */
    private static void trickle(OutputStream out, String text) {
        try {
            out.write(text.getBytes(US_ASCII));
        } catch (IOException e) {
            // Cut off.
        }
    }
}
