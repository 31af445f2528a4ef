package io.ordinal.protocol;

import io.ordinal.ring.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a scan.
 *
 * @param next what to give as {@code after} for the page that follows; null after the range's last page
 */
public record ScanReply(List<Entry> entries, @Nullable Key next, long asOfSequence) implements ClientReply {
    public ScanReply {
        entries = List.copyOf(entries);
    }
}
