package io.ordinal.repl.file;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is to be imported, and how.
 *
 * @param file null for standard input, which cannot be resumed
 * @param rejects where all bad rows are listed; null for nowhere
 * @param maxInFlight writes under way at a time
 * @param patience how long nothing may be written before it gives up
 * @param restart whether what an earlier run left is ignored
 */
public record ImportOptions(
        @Nullable Path file,
        InputFormat format,
        KeyFields key,
        @Nullable Path rejects,
        int maxInFlight,
        Duration patience,
        boolean restart) {
    public static final int DEFAULT_IN_FLIGHT = 256;
    public static final int MAX_IN_FLIGHT = 1_024;
    public static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(1);

    /** What decides which rows a file gives: an import is resumed only under the same. */
    String meaning() {
        return format + " key=" + key.names() + " separator=" + key.separator();
    }
}
