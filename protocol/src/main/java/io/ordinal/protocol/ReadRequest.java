package io.ordinal.protocol;

import io.ordinal.ring.Key;

/** Asks for one entry. {@code waitMillis} bounds how long a replica may wait to reach {@code AtLeast}'s number. */
public record ReadRequest(Key key, ReadMode mode, int waitMillis) implements ClientRequest {}
