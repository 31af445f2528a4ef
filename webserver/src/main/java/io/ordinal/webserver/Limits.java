package io.ordinal.webserver;

import io.ordinal.client.OrdinalClient;
import io.ordinal.protocol.Operation;

/** What a single request may hold. */
final class Limits {
    static final int MAX_VALUE_BYTES = Operation.Put.MAX_VALUE_LENGTH_BYTES;

    /** A batch's JSON: its 4 MiB of keys and values in Base64 (4 bytes for 3), and as much again for names and escapes. */
    static final int MAX_BATCH_BODY_BYTES = 2 * (OrdinalClient.MAX_BATCH_BYTES / 3 * 4);

    /** How moves are to go: a handful of numbers. */
    static final int MAX_SETTINGS_BODY_BYTES = 4_096;

    /** Ten years: more is likely milliseconds given as seconds. */
    static final long MAX_TTL_SECONDS = 10L * 366 * 24 * 3_600;

    private Limits() {}
}
