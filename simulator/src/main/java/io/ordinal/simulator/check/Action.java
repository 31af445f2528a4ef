package io.ordinal.simulator.check;

import io.ordinal.protocol.Condition;
import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;

/** What a client asked for. Each put of a history has a value of its own, by which reads tell which put they saw. */
public sealed interface Action {
    Key key();

    /** Sets the key, if the condition holds. */
    record Put(Key key, Bytes value, Condition condition) implements Action {}

    /** Removes the key, if the condition holds. */
    record Delete(Key key, Condition condition) implements Action {}

    /** Reads the key. */
    record Get(Key key, ReadMode mode) implements Action {}
}
