package io.ordinal.webserver.vertx;

import io.ordinal.client.OrdinalClient;
import io.ordinal.ring.Address;
import io.ordinal.ring.Bytes;
import io.ordinal.webserver.Admission;
import io.ordinal.webserver.HostGuard;
import io.ordinal.webserver.MovesBoard;
import io.ordinal.webserver.Problems;
import io.ordinal.webserver.Resources;
import io.ordinal.webserver.Route;
import io.ordinal.webserver.jackson.Json;
import io.ordinal.webserver.micrometer.ServerMetrics;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store over HTTP/1.1, on one event loop. It asks the cluster by a client that it was given and does not close.
 *
 * <p>There is no router: a key is a path, and what a router does to paths (decoding, resolving dot segments) would
 * make other keys of some.
 */
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final int MAX_LINE_BYTES = 64 * 1024;
    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int WORKERS = 2;
    private static final int SWEEPS_PER_DEADLINE = 4;
    private static final long MAX_SWEEP_MILLIS = 1_000;

    private final Vertx vertx;
    private final Context loop;
    private final Desk desk;
    private final String bind;
    private HttpServer server;

    private WebServer(OrdinalClient client, String bind, Collection<String> allowedHosts, WebLimits limits) {
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        this.loop = vertx.getOrCreateContext();
        this.bind = bind;
        Json json = new Json();
        MovesBoard moves = new MovesBoard(client, System::nanoTime);
        ServerMetrics metrics = new ServerMetrics(client, moves);
        Admission admission = new Admission(limits.maxRequests(), limits.maxHeavy(), limits.maxBodyBytes());
        Connections connections = new Connections(limits.maxConnections());
        metrics.watch(admission::requests, connections::count);
        Resources resources = new Resources(
                client, limits.operation(), moves, System::nanoTime, json::read, WebServer::file, metrics::scrape);
        this.desk = new Desk(
                loop, resources, new HostGuard(bind, allowedHosts), json, admission, connections, metrics, limits);
        this.server = vertx.createHttpServer(options(limits))
                .connectionHandler(this::opened)
                .requestHandler(request -> new Exchange(desk, request, System.nanoTime()).begin())
                .invalidRequestHandler(this::invalid)
                .exceptionHandler(failure -> LOG.debug("a connection broke", failure));
    }

    /**
     * Starts a server.
     *
     * @param bind host name or address to listen on
     * @param port 0 for any that is free
     * @param allowedHosts names by which it may be asked, besides loopback and {@code bind}
     * @throws IOException if it cannot listen there; the message says where
     */
    public static WebServer start(
            OrdinalClient client, String bind, int port, Collection<String> allowedHosts, WebLimits limits)
            throws IOException {
        WebServer made = new WebServer(client, bind, allowedHosts, limits);
        try {
            made.listen(port);
            return made;
        } catch (CompletionException e) {
            made.close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    "the web server cannot listen on " + bind + ":" + port + " (" + cause.getMessage()
                            + "); give it another --bind or --port",
                    cause);
        }
    }

    private void listen(int port) {
        Future<HttpServer> listening = Future.future(promise ->
                loop.runOnContext(started -> server.listen(port, bind).onComplete(promise)));
        server = listening.toCompletionStage().toCompletableFuture().join();
        long shortest = Math.min(
                desk.limits().body().toMillis(), desk.limits().firstHead().toMillis());
        long everyMillis = Math.max(1, Math.min(MAX_SWEEP_MILLIS, shortest / SWEEPS_PER_DEADLINE));
        loop.runOnContext(started ->
                vertx.setPeriodic(everyMillis, timer -> desk.connections().sweep(System.nanoTime())));
        LOG.info("web server listens on {}", address());
    }

    private static HttpServerOptions options(WebLimits limits) {
        return new HttpServerOptions()
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setMaxHeaderSize(MAX_HEAD_BYTES)
                .setMaxChunkSize(CHUNK_BYTES)
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) limits.nextHead().plus(limits.operation()).toMillis());
    }

    private void opened(HttpConnection connection) {
        long untilNanos = System.nanoTime() + desk.limits().firstHead().toNanos();
        if (!desk.connections().opened(connection, untilNanos)) {
            connection.close();
        }
    }

    /** What came is no HTTP, or has a head of an unreasonable size. */
    private void invalid(HttpServerRequest request) {
        byte[] text = desk.json()
                .write(Problems.badRequest("this is no HTTP/1.1 request that is understood here: its first line is at"
                                + " most " + MAX_LINE_BYTES + " bytes long, its headers " + MAX_HEAD_BYTES)
                        .tree());
        desk.metrics().answered(null, "any", 400, 0);
        request.response()
                .setStatusCode(400)
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("Connection", "close")
                .end(Buffer.buffer(text))
                .onComplete(sent -> request.connection().close());
    }

    private static Bytes file(String name) {
        try (InputStream content = Route.class.getResourceAsStream(name)) {
            if (content == null) {
                throw new IllegalStateException("the file " + name + " is missing in this build");
            }
            return Bytes.wrap(content.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens. */
    public Address address() {
        return new Address(bind, server.actualPort());
    }

    /** Where a browser finds it. */
    public String url() {
        return "http://" + address() + "/";
    }

    /** Stops listening, cuts the connections and ends the threads. Waits for that. */
    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        desk.metrics().close();
    }
}
