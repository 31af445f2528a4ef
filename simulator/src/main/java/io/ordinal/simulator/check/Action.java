package io.ordinal.simulator.check;

import io.ordinal.protocol.Condition;
import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;

/** What a client asked for. Each put of a history has a value of its own, by which reads tell which put they saw. */
public sealed interface Action {
    Key key();

    /** Sets the key, if the condition holds; with a time to live above 0 the entry vanishes by itself. */
    record Put(Key key, Bytes value, Condition condition, long ttlMillis) implements Action {
        public Put(Key key, Bytes value, Condition condition) {
            this(key, value, condition, 0);
        }
    }

    /** Nobody's doing: the entry that the put of {@code value} made expires. */
    record Vanish(Key key, Bytes value) implements Action {}

    /** Removes the key, if the condition holds. */
    record Delete(Key key, Condition condition) implements Action {}

    /** Reads the key. */
    record Get(Key key, ReadMode mode) implements Action {}
}
