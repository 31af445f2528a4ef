package io.ordinal.webserver;

import io.ordinal.client.OrdinalClient;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.ClusterCommand.Setting;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.MoveSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * How moves are to go: {@code PUT /v1/cluster/moves/settings}, with any of the settings. They are one command, so all of
 * them are set or none.
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

    @Override
    public CompletionStage<Reply> answer(RequestHead head, Bytes body) {
        head.query().allowOnly();
        Map<String, Setting> settings = settings(json.read(head, body));
        List<String> names = List.copyOf(settings.keySet());
        return client.command(new ClusterCommand.SetAll(List.copyOf(settings.values())), deadline)
                .thenApply(outcome -> CommandResource.reply(outcome, Map.of("set", names)));
    }

    private static Map<String, Setting> settings(@Nullable Object tree) {
        if (!(tree instanceof Map<?, ?> fields) || fields.isEmpty()) {
            throw wrong("settings are an object with any of bytesPerSecond, movesPerNode, graceSeconds, approval");
        }
        Map<String, Setting> settings = new LinkedHashMap<>();
        fields.forEach((name, value) -> settings.put(String.valueOf(name), setting(String.valueOf(name), value)));
        return settings;
    }

    private static Setting setting(String name, @Nullable Object value) {
        return switch (name) {
            case "bytesPerSecond" -> new ClusterCommand.SetThrottle(number(name, value, 0, Long.MAX_VALUE));
            case "movesPerNode" ->
                new ClusterCommand.SetMovesPerNode((int) number(name, value, 1, MoveSettings.MOST_MOVES_PER_NODE));
            case "graceSeconds" -> new ClusterCommand.SetGrace((int) number(name, value, 1, Integer.MAX_VALUE));
            case "approval" -> new ClusterCommand.SetApproval(flag(name, value));
            default ->
                throw wrong("there is no setting '" + name
                        + "': there are bytesPerSecond, movesPerNode, graceSeconds and approval");
        };
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
