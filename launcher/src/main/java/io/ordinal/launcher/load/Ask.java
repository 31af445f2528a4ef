package io.ordinal.launcher.load;

import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;

/** One thing to ask of the cluster. */
public sealed interface Ask {
    record Put(Key key, Bytes value) implements Ask {}

    record Get(Key key, ReadMode mode) implements Ask {}
}
