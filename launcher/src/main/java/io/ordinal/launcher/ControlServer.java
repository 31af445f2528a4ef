package io.ordinal.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ordinal.ring.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes {@code stop} and {@code start} for the nodes of a running {@code ordinal up}, over HTTP on loopback. Each request
 * must carry the token, which only those can read who may read {@code endpoints.json}; a web page can not. One request
 * is served at a time.
 */
final class ControlServer implements AutoCloseable {
    /** What can be asked for. Both return what was done, for people, and throw a {@link LaunchException} if it was not. */
    interface Nodes {
        String stop(String node);

        String start(String node);
    }

    private static final Logger log = LoggerFactory.getLogger(ControlServer.class);
    private static final Pattern PATH = Pattern.compile("/nodes/([^/]+)/(stop|start)");
    private static final int TOKEN_BYTES = 16;

    private final HttpServer server;
    private final ExecutorService thread;
    private final String token;
    private final Nodes nodes;

    private ControlServer(HttpServer server, ExecutorService thread, String token, Nodes nodes) {
        this.server = server;
        this.thread = thread;
        this.token = token;
        this.nodes = nodes;
    }

    /** Listens on a free port of loopback until closed. */
    static ControlServer start(Nodes nodes) throws IOException {
        byte[] secret = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(secret);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "control"));
        ControlServer started = new ControlServer(server, thread, HexFormat.of().formatHex(secret), nodes);
        server.setExecutor(thread);
        server.createContext("/", started::handle);
        server.start();
        return started;
    }

    Address address() {
        return new Address("127.0.0.1", server.getAddress().getPort());
    }

    String token() {
        return token;
    }

    @Override
    public void close() {
        server.stop(0);
        thread.shutdown();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!authorized(exchange.getRequestHeaders().getFirst("Authorization"))) {
                answer(exchange, 403, "the token is missing or wrong: it stands in endpoints.json");
                return;
            }
            Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
            if (!exchange.getRequestMethod().equals("POST") || !path.matches()) {
                answer(exchange, 404, "there is POST /nodes/ID/stop and POST /nodes/ID/start");
                return;
            }
            act(exchange, path.group(1), path.group(2));
        }
    }

    private void act(HttpExchange exchange, String node, String verb) throws IOException {
        try {
            answer(exchange, 200, verb.equals("stop") ? nodes.stop(node) : nodes.start(node));
        } catch (LaunchException e) {
            answer(exchange, 409, e.getMessage());
        } catch (RuntimeException e) {
            log.error("node={} could not {}", node, verb, e);
            answer(exchange, 500, "node " + node + " could not " + verb + " (" + e + "): see the log of `ordinal up`");
        }
    }

    private boolean authorized(String header) {
        return header != null
                && MessageDigest.isEqual(
                        header.getBytes(StandardCharsets.UTF_8), ("Bearer " + token).getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
