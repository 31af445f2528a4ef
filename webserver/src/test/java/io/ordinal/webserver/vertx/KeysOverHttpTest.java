package io.ordinal.webserver.vertx;

import static io.ordinal.webserver.vertx.TestServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.client.Refusal;
import io.ordinal.client.WriteOutcome;
import io.ordinal.protocol.ReadMode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys by a well-behaved HTTP client. Each test has keys of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeysOverHttpTest {
    private TestServer web;

    @BeforeAll
    void start() throws IOException {
        web = TestServer.start();
    }

    @AfterAll
    void stop() {
        web.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void a_value_comes_back_as_it_was_with_the_number_of_its_write() throws Exception {
        byte[] value = new byte[256];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) i;
        }
        HttpResponse<byte[]> put = web.put("/v1/keys/all-bytes", value);
        HttpResponse<byte[]> get = web.get("/v1/keys/all-bytes");

        assertThat(put.statusCode()).isEqualTo(200);
        String sequence = put.headers().firstValue("Ordinal-Sequence").orElseThrow();
        assertThat(text(put)).isEqualTo("{\"sequence\":" + sequence + "}");
        assertThat(get.statusCode()).isEqualTo(200);
        assertThat(get.body()).isEqualTo(value);
        assertThat(get.headers().firstValue("ETag")).contains("\"" + sequence + "\"");
        assertThat(get.headers().firstValue("Ordinal-Sequence")).contains(sequence);
        assertThat(get.headers().firstValue("Ordinal-As-Of")).isPresent();
        assertThat(get.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(get.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void an_empty_value_and_a_value_of_one_mebibyte_are_values() throws Exception {
        byte[] largest = new byte[1 << 20];
        largest[largest.length - 1] = 7;

        assertThat(web.put("/v1/keys/empty", new byte[0]).statusCode()).isEqualTo(200);
        assertThat(web.get("/v1/keys/empty").body()).isEmpty();
        assertThat(web.put("/v1/keys/largest", largest).statusCode()).isEqualTo(200);
        assertThat(web.get("/v1/keys/largest").body()).isEqualTo(largest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%2F",
                "a%2Fb",
                "a/b",
                "//",
                "%2e",
                "%2E%2E",
                ".",
                "..",
                "../..",
                "a/../b",
                "a//b",
                "%0A",
                "%00",
                "%FF%FE",
                "%F0%9F%98%80",
                "%25",
                "a%20b",
                "a+b",
                "a;b",
                "%3F",
                "%23",
                "~",
                "%2Fv1%2Fkeys%2F"
            })
    void every_key_is_a_key_of_its_own(String encoded) throws Exception {
        byte[] value = bytes("value of " + encoded);

        String put = rawAnswer("PUT", encoded, new String(value, StandardCharsets.US_ASCII));
        String get = rawAnswer("GET", encoded, "");

        assertThat(put).startsWith("HTTP/1.1 200");
        assertThat(get).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n" + new String(value, StandardCharsets.US_ASCII));
    }

    /** A well-behaved client library may resolve dot segments before it sends; a socket does not. */
    private String rawAnswer(String method, String key, String body) throws IOException {
        return web.raw(method + " /v1/keys/" + key + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    @Test
    void escapes_are_read_as_bytes_and_only_as_bytes() throws Exception {
        web.put("/v1/keys/plus%2Bspace%20", bytes("1"));

        assertThat(web.get("/v1/keys/plus+space%20").statusCode()).isEqualTo(200);
        assertThat(web.get("/v1/keys/%70lus%2bspace%20").statusCode()).isEqualTo(200);
        assertThat(web.get("/v1/keys/plus%20space%20").statusCode()).isEqualTo(404);
        assertThat(rawAnswer("GET", "%zz", "")).startsWith("HTTP/1.1 400").contains("%25 for a percent sign");
        assertThat(rawAnswer("GET", "%2", "")).startsWith("HTTP/1.1 400");
        assertThat(rawAnswer("GET", "\u00e4", "")).startsWith("HTTP/1.1 400");
    }

    @Test
    void an_absent_key_is_a_problem_that_says_as_of_which_number() throws Exception {
        HttpResponse<byte[]> get = web.get("/v1/keys/nobody");

        assertThat(get.statusCode()).isEqualTo(404);
        assertThat(get.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(get.headers().firstValue("Ordinal-As-Of")).isPresent();
        assertThat(text(get)).contains("\"type\":\"urn:ordinal:problem:no-entry\"", "\"status\":404");
    }

    @Test
    void head_tells_the_length_and_number_without_the_value() throws Exception {
        web.put("/v1/keys/headed", bytes("12345"));

        HttpResponse<byte[]> head = web.send("HEAD", "/v1/keys/headed", BodyPublishers.noBody());

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length")).contains("5");
        assertThat(head.headers().firstValue("ETag")).isPresent();
        assertThat(web.send("HEAD", "/v1/keys/nobody", BodyPublishers.noBody()).statusCode())
                .isEqualTo(404);
    }

    @Test
    void if_match_changes_only_the_version_that_was_read() throws Exception {
        String first = etag(web.put("/v1/keys/cas", bytes("1")));
        String second = etag(web.put("/v1/keys/cas", bytes("2"), "If-Match", first));

        HttpResponse<byte[]> late = web.put("/v1/keys/cas", bytes("3"), "If-Match", first);

        assertThat(late.statusCode()).isEqualTo(412);
        assertThat(late.headers().firstValue("ETag")).contains(second);
        assertThat(text(late)).contains("\"currentSequence\":" + second.replace("\"", ""));
        assertThat(web.get("/v1/keys/cas").body()).isEqualTo(bytes("2"));
        assertThat(web.delete("/v1/keys/cas", "If-Match", first).statusCode()).isEqualTo(412);
        assertThat(web.delete("/v1/keys/cas", "If-Match", second).statusCode()).isEqualTo(200);
        assertThat(web.get("/v1/keys/cas").statusCode()).isEqualTo(404);
    }

    private static String etag(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    @Test
    void if_none_match_makes_an_entry_only_once() throws Exception {
        HttpResponse<byte[]> first = web.put("/v1/keys/once", bytes("1"), "If-None-Match", "*");
        HttpResponse<byte[]> again = web.put("/v1/keys/once", bytes("2"), "If-None-Match", "*");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(again.statusCode()).isEqualTo(412);
        assertThat(again.headers().firstValue("ETag")).isEqualTo(first.headers().firstValue("ETag"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10482",
                "W/\"10482\"",
                "\"\"",
                "\"x\"",
                "\"0\"",
                "\"-1\"",
                "\"1\", \"2\"",
                "\"99999999999999999999\""
            })
    void an_if_match_that_is_no_number_in_quotes_is_refused(String tag) throws Exception {
        assertThat(web.put("/v1/keys/tags", bytes("1"), "If-Match", tag).statusCode())
                .isEqualTo(400);
        assertThat(web.get("/v1/keys/tags").statusCode()).isEqualTo(404);
    }

    @Test
    void a_reader_that_has_the_version_is_told_so() throws Exception {
        String tag = etag(web.put("/v1/keys/fresh", bytes("1")));

        HttpResponse<byte[]> known = web.get("/v1/keys/fresh", "If-None-Match", tag);

        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(known.headers().firstValue("ETag")).contains(tag);
        assertThat(web.get("/v1/keys/fresh", "If-None-Match", "\"1\"").statusCode())
                .isEqualTo(200);
        assertThat(web.get("/v1/keys/fresh", "If-Match", "\"1\"").statusCode()).isEqualTo(412);
    }

    @Test
    void a_time_to_live_is_given_in_seconds_and_told_in_milliseconds() throws Exception {
        assertThat(web.put("/v1/keys/mortal?ttl=60", bytes("1")).statusCode()).isEqualTo(200);
        assertThat(web.get("/v1/keys/mortal").headers().firstValue("Ordinal-Ttl-Millis"))
                .contains("60000");
        for (String wrong : new String[] {"0", "-1", "1.5", "x", "", "%2B5", "99999999999"}) {
            assertThat(web.put("/v1/keys/mortal?ttl=" + wrong, bytes("1")).statusCode())
                    .as("ttl=" + wrong)
                    .isEqualTo(400);
        }
    }

    @Test
    void a_reader_chooses_how_fresh_the_answer_must_be() throws Exception {
        web.get("/v1/keys/modes");
        assertThat(web.store.lastMode()).isEqualTo(ReadMode.LINEARIZABLE);
        web.get("/v1/keys/modes?read=any");
        assertThat(web.store.lastMode()).isEqualTo(ReadMode.ANY);
        web.get("/v1/keys/modes?read=any&at-least=10482");
        assertThat(web.store.lastMode()).isEqualTo(new ReadMode.AtLeast(10_482));
        web.get("/v1/keys/modes?at-least=7");
        assertThat(web.store.lastMode()).isEqualTo(new ReadMode.AtLeast(7));
        for (String wrong :
                new String[] {"read=some", "read=linearizable&at-least=7", "at-least=0", "raed=any", "read=any&read=any"
                }) {
            assertThat(web.get("/v1/keys/modes?" + wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    @Test
    void too_much_is_refused_with_the_status_that_says_what() throws Exception {
        assertThat(web.get("/v1/keys/" + "k".repeat(4_096)).statusCode()).isEqualTo(404);
        assertThat(web.get("/v1/keys/" + "k".repeat(4_097)).statusCode()).isEqualTo(414);
        assertThat(web.get("/v1/keys/" + "%6b".repeat(4_096)).statusCode()).isEqualTo(404);
        assertThat(web.get("/v1/keys/" + "k".repeat(30_000)).statusCode()).isEqualTo(414);
        assertThat(web.get("/v1/keys/").statusCode()).isEqualTo(400);
        HttpResponse<byte[]> tooLong = web.put("/v1/keys/fat", new byte[(1 << 20) + 1]);
        assertThat(tooLong.statusCode()).isEqualTo(413);
        assertThat(text(tooLong)).contains("1048576");
        assertThat(web.get("/v1/keys/fat").statusCode()).isEqualTo(404);
    }

    @Test
    void an_outcome_that_is_not_known_is_called_so() throws Exception {
        web.store.nextWriteEnds(new WriteOutcome.Unknown("the connection to n1 broke"));

        HttpResponse<byte[]> put = web.put("/v1/keys/unknown", bytes("1"));

        assertThat(put.statusCode()).isEqualTo(504);
        assertThat(text(put))
                .contains(
                        "\"mayHaveBeenApplied\":true",
                        "urn:ordinal:problem:outcome-unknown",
                        "the connection to n1 broke");
    }

    @Test
    void a_write_that_nobody_took_may_be_asked_again() throws Exception {
        web.store.nextWriteEnds(new WriteOutcome.NotDone(Refusal.NO_QUORUM, "n2 and n3 do not answer"));

        HttpResponse<byte[]> put = web.put("/v1/keys/refused", bytes("1"));

        assertThat(put.statusCode()).isEqualTo(503);
        assertThat(put.headers().firstValue("Retry-After")).contains("1");
        assertThat(text(put)).contains("\"mayHaveBeenApplied\":false", "n2 and n3 do not answer", "no-quorum");
    }

    @Test
    void what_is_not_served_is_told_apart_from_what_is_asked_wrongly() throws Exception {
        assertThat(web.get("/v2/keys/a").statusCode()).isEqualTo(404);
        assertThat(web.get("/v1/cluster/nodes").statusCode()).isEqualTo(404);
        HttpResponse<byte[]> post = web.postJson("/v1/keys/a", "{}");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD, PUT, DELETE");
        assertThat(post.headers().firstValue("Content-Type")).contains("application/problem+json");
    }
}
