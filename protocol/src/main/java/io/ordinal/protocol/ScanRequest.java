package io.ordinal.protocol;

import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a page of one range's entries in token order, filtered by {@code prefix}. A page may be short, even empty,
 * without being the last.
 *
 * @param tokens the part of the range that is asked for, from its start clockwise. A caller that walks the ring from
 *     token 0 asks for the two ends of a range that wraps around zero one at a time. A node that does not hold all of
 *     it as {@code range} answers {@link NotServed.Reason#NOT_RESPONSIBLE}
 * @param after where the page before ended; null to begin
 */
public record ScanRequest(
        RangeId range,
        TokenRange tokens,
        Bytes prefix,
        @Nullable Key after,
        int limit,
        ReadMode mode) implements ClientRequest {
    public static final int MAX_LIMIT = 10_000;
}
