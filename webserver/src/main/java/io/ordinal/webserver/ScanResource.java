package io.ordinal.webserver;

import io.ordinal.client.OrdinalClient;
import io.ordinal.client.ScanOutcome;
import io.ordinal.client.ScanQuery;
import io.ordinal.protocol.Entry;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.ScanRequest;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A page of keys and values: {@code GET /v1/keys}. Every page reads what it passes; a prefix only filters the answer. */
final class ScanResource implements Resource {
    static final int DEFAULT_LIMIT = 100;

    private final OrdinalClient client;
    private final Duration deadline;

    ScanResource(OrdinalClient client, Duration deadline) {
        this.client = client;
        this.deadline = deadline;
    }

    @Override
    public CompletionStage<Reply> answer(RequestHead head, Bytes body) {
        Query parameters = head.query();
        parameters.allowOnly("prefix", "limit", "cursor", "read", "at-least");
        Bytes prefix = parameters.bytes("prefix");
        if (prefix.length() > Key.MAX_LENGTH_BYTES) {
            throw new ProblemException(Problems.targetTooLong(
                    "a prefix is at most " + Key.MAX_LENGTH_BYTES + " bytes long, this one is " + prefix.length()));
        }
        int limit = (int) parameters.number("limit", DEFAULT_LIMIT, 1, ScanRequest.MAX_LIMIT);
        ScanQuery query = query(prefix, limit, parameters);
        return client.scan(query, deadline).thenApply(outcome -> reply(outcome, query));
    }

    private static ScanQuery query(Bytes prefix, int limit, Query parameters) {
        String cursor = parameters.text("cursor");
        try {
            return new ScanQuery(
                    prefix, limit, parameters.readMode(), cursor == null || cursor.isEmpty() ? null : cursor);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problems.badRequest("'cursor': " + e.getMessage()));
        }
    }

    private static Reply reply(ScanOutcome outcome, ScanQuery query) {
        if (outcome instanceof ScanOutcome.Page page) {
            return Reply.json(200, () -> tree(page, query)).with(KeyResource.AS_OF, Long.toString(page.asOfSequence()));
        }
        ScanOutcome.Failed failed = (ScanOutcome.Failed) outcome;
        Problem problem = Problems.notDone(failed.reason(), failed.why());
        return (failed.cursor() == null ? problem : problem.with("cursor", failed.cursor())).reply();
    }

    private static Map<String, Object> tree(ScanOutcome.Page page, ScanQuery query) {
        List<Object> entries = new ArrayList<>();
        for (Entry entry : page.entries()) {
            entries.add(tree(entry));
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("entries", entries);
        tree.put("asOf", page.asOfSequence());
        if (page.cursor() != null) {
            tree.put("cursor", page.cursor());
            tree.put("next", next(query, page.cursor()));
        }
        return tree;
    }

    private static Map<String, Object> tree(Entry entry) {
        Map<String, Object> tree = new LinkedHashMap<>();
        ByteTexts.put(tree, "key", entry.key().bytes());
        ByteTexts.put(tree, "value", entry.value());
        tree.put("sequence", entry.sequence());
        if (entry.remainingTtlMillis() != 0) {
            tree.put("ttlMillis", entry.remainingTtlMillis());
        }
        return tree;
    }

    /** The path of the page after. */
    private static String next(ScanQuery query, @Nullable String cursor) {
        StringBuilder path = new StringBuilder(Route.SCAN.template())
                .append("?limit=")
                .append(query.limit())
                .append("&cursor=")
                .append(cursor);
        if (query.prefix().length() > 0) {
            path.append("&prefix=").append(Percent.encodeQuery(query.prefix()));
        }
        if (query.mode() instanceof ReadMode.AtLeast atLeast) {
            path.append("&at-least=").append(atLeast.sequence());
        } else if (query.mode() instanceof ReadMode.Any) {
            path.append("&read=any");
        }
        return path.toString();
    }
}
