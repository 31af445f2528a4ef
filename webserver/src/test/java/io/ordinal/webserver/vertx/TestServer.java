package io.ordinal.webserver.vertx;

import io.ordinal.webserver.MemoryClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** A web server over a store in memory, and ways to ask it. */
final class TestServer implements AutoCloseable {
    private static final int READ_TIMEOUT_MILLIS = 10_000;
    static final WebLimits PATIENT = WebLimits.DEFAULT;

    /** Waits for nobody longer than a second. */
    static final WebLimits HASTY = new WebLimits(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            PATIENT.operation(),
            PATIENT.maxConnections(),
            PATIENT.maxRequests(),
            PATIENT.maxHeavy(),
            PATIENT.maxBodyBytes());

    /** Takes four requests and 3 MiB of bodies in hand. */
    static final WebLimits NARROW = new WebLimits(
            PATIENT.firstHead(),
            PATIENT.nextHead(),
            PATIENT.body(),
            PATIENT.operation(),
            PATIENT.maxConnections(),
            4,
            2,
            3 << 20);

    final MemoryClient store = new MemoryClient();
    final WebServer server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestServer(WebLimits limits) throws IOException {
        server = WebServer.start(store, "127.0.0.1", 0, List.of("store.example"), limits);
    }

    static TestServer start() throws IOException {
        return new TestServer(PATIENT);
    }

    static TestServer start(WebLimits limits) throws IOException {
        return new TestServer(limits);
    }

    HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    HttpResponse<byte[]> put(String path, byte[] value, String... headers) throws IOException, InterruptedException {
        return send("PUT", path, BodyPublishers.ofByteArray(value), headers);
    }

    HttpResponse<byte[]> delete(String path, String... headers) throws IOException, InterruptedException {
        return send("DELETE", path, BodyPublishers.noBody(), headers);
    }

    HttpResponse<byte[]> postJson(String path, String json) throws IOException, InterruptedException {
        return send("POST", path, BodyPublishers.ofString(json), "Content-Type", "application/json");
    }

    HttpResponse<byte[]> send(String method, String path, BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        return http.send(request(method, path, body, headers), BodyHandlers.ofByteArray());
    }

    HttpRequest request(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + server.address() + path))
                .timeout(Duration.ofSeconds(10))
                .method(method, body);
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    HttpClient http() {
        return http;
    }

    Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().port());
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        return socket;
    }

    /** Sends {@code text} on a connection of its own and returns all that comes until the server closes it. */
    String raw(String text) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return untilClosed(socket);
        }
    }

    static String untilClosed(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        socket.getInputStream().transferTo(all);
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.close();
    }
}
