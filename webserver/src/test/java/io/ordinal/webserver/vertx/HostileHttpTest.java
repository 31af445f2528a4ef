package io.ordinal.webserver.vertx;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole, damaged and lying requests to every route, and noise: no answer is an error of ours, and the server serves on. */
@Timeout(120)
class HostileHttpTest {
    private static final int CONNECTIONS = 600;
    private static final long MEGABYTE = 1 << 20;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");

    private static final List<String> METHODS =
            List.of("GET", "PUT", "DELETE", "POST", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", "P UT", "");
    private static final List<String> TARGETS = List.of(
            "/v1/keys/a",
            "/v1/keys/%2F",
            "/v1/keys/%zz",
            "/v1/keys/%ff%00",
            "/v1/keys/../../etc/passwd",
            "/v1/keys/a?ttl=-1",
            "/v1/keys/a?ttl=99999999999999999999",
            "/v1/keys/a?read=any&at-least=17",
            "/v1/keys/a?read=sideways",
            "/v1/keys?prefix=&limit=0",
            "/v1/keys?prefix=%ff&limit=100000&cursor=not-one",
            "/v1/batch",
            "/v1/cluster",
            "/v1/cluster/moves",
            "/v1/cluster/nodes/n1/drain",
            "/health/live",
            "/health/ready",
            "/metrics",
            "/",
            "/openapi.yaml",
            "*",
            "//",
            "http://elsewhere/v1/keys/a",
            "");
    private static final List<String> HEADERS = List.of(
            "Host: localhost",
            "Host: evil.example",
            "Origin: http://evil.example",
            "Content-Length: 5",
            "Content-Length: -5",
            "Content-Length: 99999999999",
            "Content-Length: 5\r\nContent-Length: 6",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: gzip, chunked",
            "Content-Type: application/json",
            "If-Match: \"17\"",
            "If-Match: seventeen",
            "If-None-Match: *",
            "Expect: 100-continue",
            "Expect: a miracle",
            "Upgrade: h2c\r\nConnection: upgrade",
            "Connection: close",
            "Accept-Encoding: " + "x".repeat(3_000),
            "No-Colon",
            ": nothing before it",
            " folded: line");
    private static final List<String> BODIES = List.of(
            "",
            "hello",
            "{\"operations\":[]}",
            "{\"operations\":[{\"put\":{\"key\":\"a\",\"value\":17}}]}",
            "[".repeat(5_000),
            "5\r\nhello\r\n0\r\n\r\n",
            "fffffffff\r\nhello",
            "-1\r\n\r\n");

    @Test
    void whatever_is_sent_the_server_serves_on() throws IOException, InterruptedException {
        long seed = new Random().nextLong();
        System.out.println("  seed " + seed);
        Random random = new Random(seed);
        try (TestServer web = TestServer.start(TestServer.HASTY)) {
            long heapBefore = usedHeapBytes();
            int answered = 0;
            for (int i = 0; i < CONNECTIONS; i++) {
                byte[] sent = next(random);
                answered += send(web, sent, seed);
            }
            assertThat(answered).as("answers, seed %d", seed).isGreaterThan(CONNECTIONS / 4);
            await("connections are gone, seed " + seed)
                    .untilAsserted(() ->
                            assertThat(gauge(web, "ordinal_http_connections")).isLessThanOrEqualTo(1));
            assertThat(gauge(web, "ordinal_http_requests_in_hand")).isEqualTo(1);
            assertThat(web.put("/v1/keys/after", new byte[] {1}).statusCode()).isEqualTo(200);
            assertThat(web.get("/v1/keys/after").body()).containsExactly(1);
            assertThat(usedHeapBytes() - heapBefore)
                    .as("heap kept, seed %d", seed)
                    .isLessThan(32 * MEGABYTE);
        }
    }

    private static int send(TestServer web, byte[] sent, long seed) throws IOException {
        try (Socket socket = web.connect()) {
            socket.getOutputStream().write(sent);
            socket.shutdownOutput();
            String said = TestServer.untilClosed(socket);
            Matcher status = STATUS.matcher(said);
            int answers = 0;
            while (status.find()) {
                answers++;
                assertThat(status.group(1))
                        .as("seed %d, answer to:%n%s", seed, new String(sent, ISO_8859_1))
                        .isNotEqualTo("500");
            }
            return Math.min(1, answers);
        } catch (SocketException e) {
            // Hung up on in the middle of what was being sent: the answer may be lost with it.
            assertThat(e.getMessage()).containsAnyOf("reset", "Broken pipe", "closed");
            return 0;
        }
    }

    private static byte[] next(Random random) {
        if (random.nextInt(8) == 0) {
            byte[] noise = new byte[1 + random.nextInt(500)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] request = request(random).getBytes(ISO_8859_1);
        if (random.nextInt(3) == 0) {
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                request[random.nextInt(request.length)] = (byte) random.nextInt();
            }
        }
        return request;
    }

    private static String request(Random random) {
        StringBuilder text = new StringBuilder();
        for (int pipelined = 1 + random.nextInt(3); pipelined > 0; pipelined--) {
            text.append(pick(METHODS, random)).append(' ').append(pick(TARGETS, random));
            text.append(random.nextInt(10) == 0 ? " HTTP/9.9\r\n" : " HTTP/1.1\r\n");
            if (random.nextInt(4) > 0) {
                text.append("Host: localhost\r\n");
            }
            for (int headers = random.nextInt(4); headers > 0; headers--) {
                text.append(pick(HEADERS, random)).append("\r\n");
            }
            text.append(random.nextInt(10) == 0 ? "" : "\r\n").append(pick(BODIES, random));
        }
        return text.toString();
    }

    private static String pick(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }

    private static int gauge(TestServer web, String name) throws IOException, InterruptedException {
        String line = TestServer.text(web.get("/metrics"))
                .lines()
                .filter(each -> each.startsWith(name + " "))
                .findFirst()
                .orElseThrow();
        return (int) Double.parseDouble(line.substring(line.indexOf(' ')));
    }

    private static long usedHeapBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
