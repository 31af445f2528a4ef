package io.ordinal.client;

import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.ScanRequest;
import io.ordinal.ring.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a page of a scan is to hold. A scan walks the whole ring in token order (not in key order) and reads every
 * entry; {@code prefix} only filters what is answered.
 *
 * @param prefix keys begin with it; empty for all
 * @param limit the most entries a page may hold, 1 to {@value ScanRequest#MAX_LIMIT}
 * @param cursor null to begin, or {@link ScanOutcome.Page#cursor} of the page before
 */
public record ScanQuery(
        Bytes prefix, int limit, ReadMode mode, @Nullable String cursor) {
    public static final int DEFAULT_LIMIT = 1_000;

    public ScanQuery {
        if (limit < 1 || limit > ScanRequest.MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "a page's limit is between 1 and " + ScanRequest.MAX_LIMIT + ", not " + limit);
        }
        if (cursor != null) {
            ScanCursor.parse(cursor);
        }
    }

    /** A linearizable scan from the beginning. Each entry is; the page as a whole is not one moment. */
    public static ScanQuery prefix(Bytes prefix) {
        return new ScanQuery(prefix, DEFAULT_LIMIT, ReadMode.LINEARIZABLE, null);
    }

    public static ScanQuery all() {
        return prefix(Bytes.EMPTY);
    }

    public ScanQuery withLimit(int newLimit) {
        return new ScanQuery(prefix, newLimit, mode, cursor);
    }

    public ScanQuery withMode(ReadMode newMode) {
        return new ScanQuery(prefix, limit, newMode, cursor);
    }

    /** @throws IllegalArgumentException unless {@code newCursor} is null or came from a page */
    public ScanQuery from(@Nullable String newCursor) {
        return new ScanQuery(prefix, limit, mode, newCursor);
    }
}
