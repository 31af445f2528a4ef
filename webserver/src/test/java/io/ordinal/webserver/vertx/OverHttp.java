package io.ordinal.webserver.vertx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A web server and a store of its own for each test, and how its answers are read. */
abstract class OverHttp {
    static final JsonMapper JSON = new JsonMapper();

    TestServer web;

    @BeforeEach
    final void start() throws IOException {
        web = TestServer.start();
    }

    @AfterEach
    final void stop() {
        web.close();
    }

    static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
        return JSON.readTree(answer.body());
    }
}
