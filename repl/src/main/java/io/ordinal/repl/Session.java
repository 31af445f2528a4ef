package io.ordinal.repl;

import io.ordinal.client.OrdinalClient;
import java.time.Duration;
import java.util.Map;

/**
 * What a command works with.
 *
 * @param deadline how long an operation is tried
 */
public record Session(OrdinalClient client, Output out, Screen screen, Duration deadline) {
    /** Says the same to machines and to people. */
    void output(Map<String, ?> fields, String text) {
        out.object(fields);
        out.text(text);
    }
}
