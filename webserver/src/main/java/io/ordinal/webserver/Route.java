package io.ordinal.webserver;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
    MOVES("/v1/cluster/moves", "GET"),
    MOVES_PAUSE("/v1/cluster/moves/pause", "POST"),
    MOVES_RESUME("/v1/cluster/moves/resume", "POST"),
    MOVES_SETTINGS("/v1/cluster/moves/settings", "PUT"),
    MOVE("/v1/cluster/moves/{move}", "DELETE"),
    NODE_ADD("/v1/cluster/nodes/{node}/add", "POST"),
    NODE_DRAIN("/v1/cluster/nodes/{node}/drain", "POST"),
    NODE_REPLACE("/v1/cluster/nodes/{node}/replace", "POST"),
    LIVE("/health/live", "GET, HEAD"),
    READY("/health/ready", "GET, HEAD"),
    METRICS("/metrics", "GET");

    private final String template;
    private final String allow;
    /** What comes before the part in braces, and what follows it; the whole template and nothing if there is none. */
    private final String before;

    private final String after;

    Route(String template, String allow) {
        this.template = template;
        this.allow = allow;
        int open = template.indexOf('{');
        this.before = open < 0 ? template : template.substring(0, open);
        this.after = open < 0 ? "" : template.substring(template.indexOf('}') + 1);
    }

    /** The path, with a name in braces where one of many stands. */
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
        if (this == MOVES_SETTINGS) {
            return Limits.MAX_SETTINGS_BODY_BYTES;
        }
        return this == BATCH ? Limits.MAX_BATCH_BODY_BYTES : 0;
    }

    /** The route of a raw path. */
    static Optional<Route> of(String rawPath) {
        for (Route route : values()) {
            if (!route.hasPart() && route.template.equals(rawPath)) {
                return Optional.of(route);
            }
        }
        return Stream.of(values())
                .filter(route -> route.hasPart() && route.fits(rawPath))
                .findFirst();
    }

    private boolean hasPart() {
        return before.length() < template.length();
    }

    /** All that follows the prefix of keys is the key, slashes too; a move and a node are one segment. */
    private boolean fits(String rawPath) {
        return rawPath.startsWith(before)
                && rawPath.endsWith(after)
                && (this == KEY
                        || (rawPath.length() > before.length() + after.length()
                                && part(rawPath).indexOf('/') < 0));
    }

    /** What stands for the braces in a raw path of this route; empty if there are none. */
    String part(String rawPath) {
        return hasPart() ? rawPath.substring(before.length(), rawPath.length() - after.length()) : "";
    }
}
