package io.ordinal.client;

import io.ordinal.protocol.Entry;

/** How a read of one key ended. */
public sealed interface ReadOutcome {
    /**
     * The key has an entry.
     *
     * @param asOfSequence the answer holds every write of the key's range up to this number
     */
    record Found(Entry entry, long asOfSequence) implements ReadOutcome {}

    /**
     * The key has no entry: never written, deleted or expired.
     *
     * @param asOfSequence the answer holds every write of the key's range up to this number
     */
    record NotFound(long asOfSequence) implements ReadOutcome {}

    /** Nobody answered it before its deadline. */
    record Failed(Refusal reason, String why) implements ReadOutcome {}
}
