package io.ordinal.protocol;

import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;

/**
 * A key with its value as a reader sees it.
 *
 * @param sequence the number of the write that made it: its version
 * @param remainingTtlMillis how long it still lives; 0 means for ever
 */
public record Entry(Key key, Bytes value, long sequence, long remainingTtlMillis) {}
