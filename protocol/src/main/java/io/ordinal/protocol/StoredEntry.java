package io.ordinal.protocol;

import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import org.jspecify.annotations.Nullable;

/**
 * A key's state as tables hold it.
 *
 * @param value null for a tombstone
 * @param expiresAtMillis in the log time of the range; 0 means never
 */
public record StoredEntry(Key key, @Nullable Bytes value, long sequence, long expiresAtMillis) {
    public boolean isTombstone() {
        return value == null;
    }

    /** Whether a reader at this log time sees the entry. */
    public boolean isLiveAt(long logTimeMillis) {
        return value != null && (expiresAtMillis == 0 || logTimeMillis < expiresAtMillis);
    }
}
