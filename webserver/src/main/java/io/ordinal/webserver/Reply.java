package io.ordinal.webserver;

import io.ordinal.ring.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What a request is answered with. */
public record Reply(int status, Map<String, String> headers, Body body) {
    static final String JSON = "application/json";
    static final String EVENTS = "text/event-stream";
    static final String PROBLEM_JSON = "application/problem+json";
    static final String OCTETS = "application/octet-stream";

    public Reply {
        headers = new LinkedHashMap<>(headers);
    }

    public static Reply json(int status, Supplier<Object> tree) {
        return new Reply(status, Map.of(), new Body.Json(JSON, tree));
    }

    static Reply octets(Bytes bytes) {
        return new Reply(200, Map.of(), new Body.Raw(OCTETS, bytes));
    }

    /** The same answer with one more header. */
    public Reply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, body);
    }

    /**
     * One of several things that an answer tells, one after another.
     *
     * @param name what kind of thing it is
     * @param tree its document
     */
    public record Event(String name, Object tree) {}

    /** The body of an answer. */
    public sealed interface Body {
        Body NONE = new None();

        record None() implements Body {}

        record Raw(String contentType, Bytes bytes) implements Body {}

        /**
         * @param tree makes the document, of maps, lists, strings, numbers and booleans. Called once, where time may be
         *     spent; not on the client's thread
         */
        record Json(String contentType, Supplier<Object> tree) implements Body {}

        /**
         * Events, one a second, for as long as somebody listens.
         *
         * @param next makes the next one; never blocks
         */
        record Events(Supplier<CompletionStage<Event>> next) implements Body {
            public static final String CONTENT_TYPE = EVENTS;
        }
    }
}
