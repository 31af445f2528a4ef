package io.ordinal.webserver;

import io.ordinal.client.CommandOutcome;
import io.ordinal.client.OrdinalClient;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.MoveSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * How moves are to go: {@code PUT /v1/cluster/moves/settings}, with any of the settings. They are set one after another;
 * the first that is not ends it, and the answer names those that were.
 */
final class MoveSettingsResource implements Resource {
    private final OrdinalClient client;
    private final Duration deadline;
    private final JsonBody json;

    MoveSettingsResource(OrdinalClient client, Duration deadline, JsonBody json) {
        this.client = client;
        this.deadline = deadline;
        this.json = json;
    }

    /** @param name of the setting, as the request gives it */
    private record Setting(String name, ClusterCommand command) {}

    @Override
    public CompletionStage<Reply> answer(RequestHead head, Bytes body) {
        head.query().allowOnly();
        return set(settings(json.read(head, body)), 0);
    }

    private CompletionStage<Reply> set(List<Setting> settings, int done) {
        if (done == settings.size()) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("outcome", "done");
            tree.put("set", names(settings, done));
            return CompletableFuture.completedFuture(Reply.json(200, () -> tree));
        }
        return client.command(settings.get(done).command(), deadline)
                .thenCompose(outcome -> outcome instanceof CommandOutcome.Done
                        ? set(settings, done + 1)
                        : CompletableFuture.completedFuture(CommandResource.problem(outcome)
                                .with("set", names(settings, done))
                                .reply()));
    }

    private static List<String> names(List<Setting> settings, int done) {
        return settings.subList(0, done).stream().map(Setting::name).toList();
    }

    /** All of them are read before the first is set. */
    private static List<Setting> settings(@Nullable Object tree) {
        if (!(tree instanceof Map<?, ?> fields) || fields.isEmpty()) {
            throw wrong("settings are an object with any of bytesPerSecond, movesPerNode, graceSeconds, approval");
        }
        List<Setting> settings = new ArrayList<>();
        fields.forEach((name, value) -> settings.add(setting(String.valueOf(name), value)));
        return settings;
    }

    private static Setting setting(String name, @Nullable Object value) {
        return new Setting(
                name,
                switch (name) {
                    case "bytesPerSecond" -> new ClusterCommand.SetThrottle(number(name, value, 0, Long.MAX_VALUE));
                    case "movesPerNode" ->
                        new ClusterCommand.SetMovesPerNode(
                                (int) number(name, value, 1, MoveSettings.MOST_MOVES_PER_NODE));
                    case "graceSeconds" -> new ClusterCommand.SetGrace((int) number(name, value, 1, Integer.MAX_VALUE));
                    case "approval" -> new ClusterCommand.SetApproval(flag(name, value));
                    default ->
                        throw wrong("there is no setting '" + name
                                + "': there are bytesPerSecond, movesPerNode, graceSeconds and approval");
                });
    }

    private static long number(String name, @Nullable Object value, long min, long max) {
        if ((value instanceof Integer || value instanceof Long)
                && ((Number) value).longValue() >= min
                && ((Number) value).longValue() <= max) {
            return ((Number) value).longValue();
        }
        throw wrong("'" + name + "' is a whole number from " + min + " to " + max + ", not " + value);
    }

    private static boolean flag(String name, @Nullable Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong("'" + name + "' is true or false, not " + value);
    }

    private static ProblemException wrong(String why) {
        return new ProblemException(Problems.badRequest(why + "; nothing was set"));
    }
}
