package io.ordinal.sequencer;

import org.jspecify.annotations.Nullable;

/**
 * A conditional write of the sequencer record.
 *
 * @param replaces what it was decided on; null for the very first record
 * @param firstSentNanos when it was sent, for the first time if it was repeated in doubt
 */
record Attempt(SequencerRecord next, @Nullable StoredSequencerRecord replaces, long firstSentNanos, int tries) {
    /** Whether {@code found} shows that the write did not happen so far; it may yet. */
    boolean isNotYetIn(@Nullable StoredSequencerRecord found) {
        if (replaces == null || found == null) {
            return replaces == null && found == null;
        }
        return found.storeVersion() == replaces.storeVersion()
                && found.record().owner().equals(replaces.record().owner());
    }

    /** The version of the record once this is written: versions start at 0 and rise by one per write. */
    int replacedBy() {
        return replaces == null ? 0 : replaces.storeVersion() + 1;
    }

    Attempt again() {
        return new Attempt(next, replaces, firstSentNanos, tries + 1);
    }

    SequencerEffect effect(long ticket) {
        return replaces == null
                ? new SequencerEffect.CreateRecord(ticket, next)
                : new SequencerEffect.WriteRecord(ticket, replaces.storeVersion(), next);
    }
}
