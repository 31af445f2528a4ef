package io.ordinal.webserver;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request that ended badly, as {@code application/problem+json} tells it (RFC 9457).
 *
 * @param type the last word of its type, {@code urn:ordinal:problem:TYPE}; programs may test for it
 * @param title what happened, the same for all of the type
 * @param detail what happened here, and the next step
 * @param members further members of the JSON object
 * @param headers further headers of the answer
 */
public record Problem(
        int status,
        String type,
        String title,
        String detail,
        Map<String, Object> members,
        Map<String, String> headers) {
    static final String TYPE_PREFIX = "urn:ordinal:problem:";

    public Problem {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("a problem's status is 4xx or 5xx, not " + status);
        }
        members = new LinkedHashMap<>(members);
        headers = new LinkedHashMap<>(headers);
    }

    public static Problem of(int status, String type, String title, String detail) {
        return new Problem(status, type, title, detail, Map.of(), Map.of());
    }

    /** The same problem with one more member of the JSON object. */
    public Problem with(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Problem(status, type, title, detail, more, headers);
    }

    /** The same problem with one more header. */
    public Problem withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Problem(status, type, title, detail, members, more);
    }

    /** The JSON object. */
    public Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("type", TYPE_PREFIX + type);
        tree.put("title", title);
        tree.put("status", status);
        tree.put("detail", detail);
        tree.putAll(members);
        return tree;
    }

    /** The answer that tells it. */
    public Reply reply() {
        return new Reply(status, headers, new Reply.Body.Json(Reply.PROBLEM_JSON, this::tree));
    }
}
