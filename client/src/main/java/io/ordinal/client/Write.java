package io.ordinal.client;

import io.ordinal.protocol.Condition;
import io.ordinal.protocol.Operation;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;

/**
 * One change to one key, and the condition under which it is to be made. It is applied whole or not at all.
 *
 * <p>Limits are checked when the parts are made: a {@link Key} is 1 to 4,096 bytes long, a value at most 1 MiB, a time
 * to live not negative; each throws {@link IllegalArgumentException} saying so.
 */
public record Write(Operation operation, Condition condition) {
    public static Write put(Key key, Bytes value) {
        return new Write(new Operation.Put(key, value, 0), Condition.NONE);
    }

    /** Sets a value that vanishes after {@code ttlMillis}; 0 means never. */
    public static Write put(Key key, Bytes value, long ttlMillis) {
        return new Write(new Operation.Put(key, value, ttlMillis), Condition.NONE);
    }

    public static Write delete(Key key) {
        return new Write(new Operation.Delete(key), Condition.NONE);
    }

    /** The same change, under another condition. */
    public Write onlyIf(Condition other) {
        return new Write(operation, other);
    }

    public Key key() {
        return operation.key();
    }

    /** The bytes of key and value: what counts against the limits of a batch and of a client. */
    public int sizeBytes() {
        return operation.sizeBytes();
    }
}
