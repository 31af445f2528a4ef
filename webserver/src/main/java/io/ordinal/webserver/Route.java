package io.ordinal.webserver;

import java.util.List;
import java.util.Optional;

/** Everything that is served: a path and its methods. {@code openapi.yaml} lists the same, and a test holds it to that. */
public enum Route {
    INDEX("/", "GET, HEAD"),
    SCRIPT("/dashboard.js", "GET, HEAD"),
    STYLE("/dashboard.css", "GET, HEAD"),
    OPENAPI("/openapi.yaml", "GET, HEAD"),
    KEY("/v1/keys/{key}", "GET, HEAD, PUT, DELETE"),
    SCAN("/v1/keys", "GET"),
    BATCH("/v1/batch", "POST"),
    CLUSTER("/v1/cluster", "GET"),
    LIVE("/health/live", "GET, HEAD"),
    READY("/health/ready", "GET, HEAD"),
    METRICS("/metrics", "GET");

    /** What comes before a key in a path; all that follows is the key. */
    static final String KEY_PREFIX = "/v1/keys/";

    private final String template;
    private final String allow;

    Route(String template, String allow) {
        this.template = template;
        this.allow = allow;
    }

    /** The path, with {@code {key}} where a key stands. */
    public String template() {
        return template;
    }

    public List<String> methods() {
        return List.of(allow.split(", "));
    }

    /** Whether its answer may take milliseconds to make: not on a thread that others wait for. */
    public boolean isHeavy() {
        return this == SCAN || this == BATCH || this == CLUSTER;
    }

    /** Whether it is answered even when the server has more to do than it takes: who asks wants to know that. */
    public boolean isForOperators() {
        return this == LIVE || this == READY || this == METRICS;
    }

    /** How many bytes of body a request may have; 0 where none is expected. */
    int maxBodyBytes(String method) {
        if (this == KEY && method.equals("PUT")) {
            return Limits.MAX_VALUE_BYTES;
        }
        return this == BATCH ? Limits.MAX_BATCH_BODY_BYTES : 0;
    }

    /** The route of a raw path. */
    static Optional<Route> of(String rawPath) {
        if (rawPath.startsWith(KEY_PREFIX)) {
            return Optional.of(KEY);
        }
        for (Route route : values()) {
            if (route != KEY && route.template.equals(rawPath)) {
                return Optional.of(route);
            }
        }
        return Optional.empty();
    }
}
