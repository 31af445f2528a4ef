package io.ordinal.webserver.vertx;

import java.time.Duration;

/**
 * How much a web server takes, and how long it waits.
 *
 * @param firstHead from the opening of a connection to the end of its first request's head. Default 10 s
 * @param nextHead from the end of an answer to the end of the next request's head. Default 60 s: a connection that is
 *     kept alive costs a socket and little else
 * @param body from the end of a head to the end of its body. Default 30 s: 1 MiB over a slow line
 * @param operation how long the cluster is asked before an operation ends as not done or unknown. Default 10 s
 * @param maxConnections further ones are closed at once. Default 1,024
 * @param maxRequests in hand; further ones are answered 503. Default 1,024
 * @param maxHeavy scans, batches and views of the cluster among them; each may hold 16 MiB or so. Default 8
 * @param maxBodyBytes of all requests in hand; further ones are answered 503. Default 64 MiB
 */
public record WebLimits(
        Duration firstHead,
        Duration nextHead,
        Duration body,
        Duration operation,
        int maxConnections,
        int maxRequests,
        int maxHeavy,
        long maxBodyBytes) {
    public static final WebLimits DEFAULT = new WebLimits(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            1_024,
            1_024,
            8,
            64L << 20);
}
