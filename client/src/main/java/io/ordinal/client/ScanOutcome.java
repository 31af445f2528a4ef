package io.ordinal.client;

import io.ordinal.protocol.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a page of a scan ended. */
public sealed interface ScanOutcome {
    /**
     * A page, in token order. It may be short, even empty, without being the last: only a missing cursor ends a scan.
     * Each entry that stays unchanged during a whole scan comes exactly once, also when ranges move meanwhile.
     *
     * @param cursor where the next page begins, good for as long as the cluster lives; null after the last page
     * @param asOfSequence the page holds every write up to this number of the part of the ring that it covers
     */
    record Page(List<Entry> entries, @Nullable String cursor, long asOfSequence) implements ScanOutcome {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * Nobody answered before the deadline.
     *
     * @param cursor where to go on; null if the scan had not begun
     */
    record Failed(Refusal reason, String why, @Nullable String cursor) implements ScanOutcome {}
}
