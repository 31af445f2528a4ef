package io.ordinal.repl.transfer;

import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;

/** A row of what is imported: one that can be written, or one that cannot. */
public sealed interface Row {
    /** The line it begins at, from 1. */
    long line();

    /** @param ttlMillis how long the entry is to live; 0 for ever */
    record Put(long line, Key key, Bytes value, long ttlMillis) implements Row {
        /** What it takes of memory while it is under way. */
        int sizeBytes() {
            return key.bytes().length() + value.length();
        }
    }

    /**
     * A row that says nothing that could be written. It is counted and reported, and never written in part.
     *
     * @param why as half a sentence for people
     * @param text its beginning, for people
     */
    record Bad(long line, String why, String text) implements Row {}
}
