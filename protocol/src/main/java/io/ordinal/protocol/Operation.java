package io.ordinal.protocol;

import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;

/** What a write does to one key. */
public sealed interface Operation {
    Key key();

    /** Bytes of key and value. */
    default int sizeBytes() {
        return key().bytes().length() + (this instanceof Put put ? put.value().length() : 0);
    }

    /**
     * Sets the key's value.
     *
     * @param ttlMillis how long the entry lives, counted in the log time of its range; 0 means for ever
     */
    record Put(Key key, Bytes value, long ttlMillis) implements Operation {
        public static final int MAX_VALUE_LENGTH_BYTES = 1 << 20;

        public Put {
            if (value.length() > MAX_VALUE_LENGTH_BYTES) {
                throw new IllegalArgumentException(
                        "a value is at most " + MAX_VALUE_LENGTH_BYTES + " bytes long, this one is " + value.length());
            }
            if (ttlMillis < 0) {
                throw new IllegalArgumentException("a time to live is positive, or 0 for none: " + ttlMillis);
            }
        }
    }

    /** Removes the key; the number of the delete is kept in a tombstone. */
    record Delete(Key key) implements Operation {}
}
