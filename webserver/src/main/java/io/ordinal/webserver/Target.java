package io.ordinal.webserver;

import org.jspecify.annotations.Nullable;

/**
 * The target of a request as it came: nothing in it is decoded, and no dot segment is resolved. That keeps a key such
 * as {@code ..} or {@code %2F} what it is.
 *
 * @param path from the first slash on, without the query
 * @param query what follows the first {@code ?}; empty if there is none
 * @param authority the host and port of an absolute target ({@code GET http://host/path}), which then counts instead of
 *     the {@code Host} header; null for the usual short form
 */
record Target(String path, String query, @Nullable String authority) {
    static final int MAX_LENGTH = 24 * 1024;
    private static final String SCHEME = "http://";

    /** @throws ProblemException (414, 400) if {@code uri} is too long, or no target of a request to this server */
    static Target parse(String uri) {
        if (uri.length() > MAX_LENGTH) {
            throw new ProblemException(Problems.targetTooLong("the request's target is " + uri.length()
                    + " characters long; at most " + MAX_LENGTH + " are taken"));
        }
        String authority = null;
        String rest = uri;
        if (uri.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            int slash = firstOf(uri, SCHEME.length());
            authority = uri.substring(SCHEME.length(), slash);
            rest = uri.substring(slash);
        }
        int question = rest.indexOf('?');
        String path = question < 0 ? rest : rest.substring(0, question);
        String query = question < 0 ? "" : rest.substring(question + 1);
        if (path.isEmpty() && authority != null) {
            path = "/";
        }
        if (!path.startsWith("/") || uri.indexOf('#') >= 0) {
            throw new ProblemException(Problems.badRequest("the request's target is no path; write /v1/keys/KEY"));
        }
        return new Target(path, query, authority);
    }

    private static int firstOf(String uri, int from) {
        int at = from;
        while (at < uri.length() && uri.charAt(at) != '/' && uri.charAt(at) != '?') {
            at++;
        }
        return at;
    }
}
