package io.ordinal.webserver;

import io.ordinal.client.OrdinalClient;
import io.ordinal.client.Write;
import io.ordinal.client.WriteOutcome;
import io.ordinal.ring.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Many changes at once: {@code POST /v1/batch}. Each is atomic, all of them together are not. The answer is 200 if all
 * were applied, else 207 (some, or none); it tells each outcome, in the order of the operations.
 */
final class BatchResource implements Resource {
    private final OrdinalClient client;
    private final Duration deadline;
    private final JsonBody json;

    BatchResource(OrdinalClient client, Duration deadline, JsonBody json) {
        this.client = client;
        this.deadline = deadline;
        this.json = json;
    }

    @Override
    public CompletionStage<Reply> answer(RequestHead head, Bytes body) {
        head.query().allowOnly();
        List<Write> writes = BatchRequest.parse(json.read(head, body));
        return client.batch(writes, deadline).thenApply(BatchResource::reply);
    }

    private static Reply reply(List<WriteOutcome> outcomes) {
        boolean all = outcomes.stream().allMatch(WriteOutcome.Applied.class::isInstance);
        return Reply.json(all ? 200 : 207, () -> tree(outcomes));
    }

    private static Map<String, Object> tree(List<WriteOutcome> outcomes) {
        long applied =
                outcomes.stream().filter(WriteOutcome.Applied.class::isInstance).count();
        List<Object> list = new ArrayList<>();
        outcomes.forEach(outcome -> list.add(tree(outcome)));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("applied", applied);
        tree.put("of", outcomes.size());
        tree.put("outcomes", list);
        return tree;
    }

    private static Map<String, Object> tree(WriteOutcome outcome) {
        Map<String, Object> tree = new LinkedHashMap<>();
        if (outcome instanceof WriteOutcome.Applied applied) {
            tree.put("outcome", "applied");
            tree.put("status", 200);
            tree.put("sequence", applied.sequence());
        } else if (outcome instanceof WriteOutcome.Rejected rejected) {
            tree.put("outcome", "rejected");
            tree.putAll(Problems.mismatch(rejected).tree());
        } else if (outcome instanceof WriteOutcome.NotDone notDone) {
            tree.put("outcome", "not-done");
            tree.putAll(Problems.notDone(notDone.reason(), notDone.why()).tree());
        } else if (outcome instanceof WriteOutcome.Unknown unknown) {
            tree.put("outcome", "unknown");
            tree.putAll(Problems.unknown(unknown).tree());
        }
        return tree;
    }
}
