package io.ordinal.repl.jackson;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ordinal.repl.ExitStatus;
import io.ordinal.repl.Output;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Output for machines: one JSON object a line, failures included, which have a field {@code error}.
 *
 * @param out takes each line
 * @param err takes notes for people
 */
public record JsonOutput(Consumer<String> out, Consumer<String> err) implements Output {
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public void text(String text) {
        // For people; machines have been told by object.
    }

    @Override
    public void object(Map<String, ?> fields) {
        try {
            out.accept(JSON.writeValueAsString(fields));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this cannot be said in JSON: " + fields, e);
        }
    }

    @Override
    public void note(String text) {
        err.accept(text);
    }

    @Override
    public void problem(ExitStatus status, String reason, String message) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("error", message);
        if (!reason.isEmpty()) {
            fields.put("reason", reason);
        }
        fields.put("outcome", status.name().toLowerCase(Locale.ROOT));
        fields.put("exitCode", status.code());
        object(fields);
    }
}
