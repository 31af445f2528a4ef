package io.ordinal.webserver;

import io.ordinal.client.OrdinalClient;
import io.ordinal.client.ReadOutcome;
import io.ordinal.client.Write;
import io.ordinal.client.WriteOutcome;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.Entry;
import io.ordinal.protocol.Operation;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One key: {@code GET}, {@code HEAD}, {@code PUT} and {@code DELETE} of {@code /v1/keys/{key}}. */
final class KeyResource implements Resource {
    static final String SEQUENCE = "Ordinal-Sequence";
    static final String AS_OF = "Ordinal-As-Of";
    static final String TTL_MILLIS = "Ordinal-Ttl-Millis";

    private static final String IF_MATCH = "If-Match";
    private static final String IF_NONE_MATCH = "If-None-Match";
    private static final String ETAG = "ETag";

    private final OrdinalClient client;
    private final Duration deadline;

    KeyResource(OrdinalClient client, Duration deadline) {
        this.client = client;
        this.deadline = deadline;
    }

    @Override
    public CompletionStage<Reply> answer(RequestHead head, Bytes body) {
        Key key = key(head.rawPart());
        return switch (head.method()) {
            case "PUT" -> put(key, head, body);
            case "DELETE" -> delete(key, head);
            default -> get(key, head);
        };
    }

    private static Key key(String raw) {
        Bytes bytes = Percent.decodePath(raw);
        if (bytes.length() > Key.MAX_LENGTH_BYTES) {
            throw new ProblemException(Problems.targetTooLong(
                    "a key is at most " + Key.MAX_LENGTH_BYTES + " bytes long, this one is " + bytes.length()));
        }
        if (bytes.length() == 0) {
            throw new ProblemException(
                    Problems.badRequest("a key is at least 1 byte long; GET /v1/keys?prefix=... lists keys"));
        }
        return Key.of(bytes);
    }

    private CompletionStage<Reply> put(Key key, RequestHead head, Bytes value) {
        head.query().allowOnly("ttl");
        long ttlSeconds = head.query().number("ttl", 0, 1, Limits.MAX_TTL_SECONDS);
        return write(new Write(new Operation.Put(key, value, ttlSeconds * 1_000), condition(head)));
    }

    private CompletionStage<Reply> delete(Key key, RequestHead head) {
        head.query().allowOnly();
        return write(new Write(new Operation.Delete(key), condition(head)));
    }

    private static Condition condition(RequestHead head) {
        return EntityTag.conditionOfWrite(
                head.headers().value(IF_MATCH), head.headers().value(IF_NONE_MATCH));
    }

    private CompletionStage<Reply> write(Write write) {
        boolean deletes = write.operation() instanceof Operation.Delete;
        return client.write(write, deadline).thenApply(outcome -> written(outcome, deletes));
    }

    private static Reply written(WriteOutcome outcome, boolean deletes) {
        if (outcome instanceof WriteOutcome.Applied applied) {
            long sequence = applied.sequence();
            Reply reply = Reply.json(200, () -> Map.of("sequence", sequence)).with(SEQUENCE, Long.toString(sequence));
            return deletes ? reply : reply.with(ETAG, EntityTag.of(sequence));
        }
        if (outcome instanceof WriteOutcome.Rejected rejected) {
            return Problems.mismatch(rejected).reply();
        }
        if (outcome instanceof WriteOutcome.Unknown unknown) {
            return Problems.unknown(unknown).reply();
        }
        WriteOutcome.NotDone notDone = (WriteOutcome.NotDone) outcome;
        return Problems.notDone(notDone.reason(), notDone.why()).reply();
    }

    private CompletionStage<Reply> get(Key key, RequestHead head) {
        head.query().allowOnly("read", "at-least");
        String ifMatch = head.headers().value(IF_MATCH);
        String ifNoneMatch = head.headers().value(IF_NONE_MATCH);
        EntityTag.matches(ifMatch, 1);
        EntityTag.isKnown(ifNoneMatch, 1);
        return client.get(key, head.query().readMode(), deadline)
                .thenApply(outcome -> read(outcome, ifMatch, ifNoneMatch));
    }

    private static Reply read(ReadOutcome outcome, @Nullable String ifMatch, @Nullable String ifNoneMatch) {
        if (outcome instanceof ReadOutcome.Failed failed) {
            return Problems.notDone(failed.reason(), failed.why()).reply();
        }
        if (outcome instanceof ReadOutcome.NotFound notFound) {
            Problem problem = ifMatch == null
                    ? Problems.noEntry()
                    : Problems.mismatch(0, "the condition did not hold: the key has no entry");
            return problem.reply().with(AS_OF, Long.toString(notFound.asOfSequence()));
        }
        ReadOutcome.Found found = (ReadOutcome.Found) outcome;
        Entry entry = found.entry();
        if (!EntityTag.matches(ifMatch, entry.sequence())) {
            return Problems.mismatch(
                            entry.sequence(), "the condition did not hold: the key's entry is #" + entry.sequence())
                    .reply()
                    .with(AS_OF, Long.toString(found.asOfSequence()));
        }
        Reply reply = EntityTag.isKnown(ifNoneMatch, entry.sequence())
                ? new Reply(304, Map.of(), Reply.Body.NONE)
                : Reply.octets(entry.value());
        reply = reply.with(ETAG, EntityTag.of(entry.sequence()))
                .with(SEQUENCE, Long.toString(entry.sequence()))
                .with(AS_OF, Long.toString(found.asOfSequence()));
        return entry.remainingTtlMillis() == 0
                ? reply
                : reply.with(TTL_MILLIS, Long.toString(entry.remainingTtlMillis()));
    }
}
