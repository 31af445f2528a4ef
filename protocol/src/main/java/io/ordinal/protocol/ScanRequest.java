package io.ordinal.protocol;

import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a page of one range's entries in token order, filtered by {@code prefix}. A page may be short, even empty,
 * without being the last.
 *
 * @param after where the page before ended; null to begin
 */
public record ScanRequest(
        RangeId range, Bytes prefix, @Nullable Key after, int limit, ReadMode mode) implements ClientRequest {
    public static final int MAX_LIMIT = 10_000;
}
