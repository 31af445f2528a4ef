package io.ordinal.webserver;

import org.jspecify.annotations.Nullable;

/**
 * A request that may be read further: it is meant for this server, its path is served, its method is taken, and its
 * body is not too large as far as it says.
 *
 * @param rawPart what stands for the braces of the route in the path, such as a key, as it came; empty if there are none
 * @param maxBodyBytes how much body may follow; the body is to be thrown away if 0
 */
public record RequestHead(Route route, String method, String rawPart, Query query, Headers headers, int maxBodyBytes) {
    /** @throws ProblemException if it must not be read further */
    public static RequestHead parse(String method, String uri, Headers headers, HostGuard guard) {
        Target target = Target.parse(uri);
        String host = target.authority() == null ? headers.value("Host") : target.authority();
        guard.check(host, headers.value("Origin"));
        Route route =
                Route.of(target.path()).orElseThrow(() -> new ProblemException(Problems.noSuchPath(target.path())));
        if (!route.methods().contains(method)) {
            throw new ProblemException(Problems.wrongMethod(method, route));
        }
        String rawPart = route.part(target.path());
        int maxBodyBytes = route.maxBodyBytes(method);
        if (maxBodyBytes > 0) {
            checkLength(headers.value("Content-Length"), maxBodyBytes);
        }
        return new RequestHead(route, method, rawPart, Query.parse(target.query()), headers, maxBodyBytes);
    }

    /** What the body says of its own length, if it is too much, spares its transfer. */
    private static void checkLength(@Nullable String contentLength, int maxBodyBytes) {
        if (contentLength != null && contentLength.matches("[0-9]+")) {
            boolean tooLong = contentLength.length() > 10 || Long.parseLong(contentLength) > maxBodyBytes;
            if (tooLong) {
                throw new ProblemException(bodyTooLarge(maxBodyBytes));
            }
        }
    }

    /** The problem of a body that grows above {@code maxBodyBytes}. */
    public static Problem bodyTooLarge(int maxBodyBytes) {
        return Problems.tooLarge("the body is larger than " + maxBodyBytes
                + " bytes; nothing was done; split it over several keys or requests");
    }
}
