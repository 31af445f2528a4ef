package io.ordinal.sequencer;

import io.ordinal.protocol.Effects;
import org.jspecify.annotations.Nullable;

/**
 * The one conversation with the record's store that is under way: a conditional write, or the read that finds out how
 * one ended. Never two at a time, so that no write of ours races another.
 */
final class RecordExchange {
    /**
     * A conditional write.
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
    }

    private static final long NONE = 0;

    private long lastTicket;
    private long writing = NONE;
    private long reading = NONE;
    private long sentNanos;
    private boolean readWanted;
    private long readNotBeforeNanos;

    boolean isIdle() {
        return writing == NONE && reading == NONE && !readWanted;
    }

    boolean isWriting() {
        return writing != NONE;
    }

    /** When the last write was sent. */
    long sentNanos() {
        return sentNanos;
    }

    void write(Attempt attempt, long nowNanos, Effects<? super SequencerEffect> effects) {
        writing = ++lastTicket;
        sentNanos = nowNanos;
        StoredSequencerRecord replaces = attempt.replaces();
        effects.add(
                replaces == null
                        ? new SequencerEffect.CreateRecord(writing, attempt.next())
                        : new SequencerEffect.WriteRecord(writing, replaces.storeVersion(), attempt.next()));
    }

    /** Takes the answer to a write; false if it is none that is waited for. */
    boolean writeEnded(long ticket) {
        boolean awaited = ticket == writing && writing != NONE;
        if (awaited) {
            writing = NONE;
        }
        return awaited;
    }

    void wantRead(long notBeforeNanos) {
        readWanted = true;
        readNotBeforeNanos = notBeforeNanos;
    }

    /** Whether a read is wanted and nothing stands in its way. */
    boolean readDue(long nowNanos) {
        return readWanted && writing == NONE && reading == NONE && nowNanos - readNotBeforeNanos >= 0;
    }

    void read(Effects<? super SequencerEffect> effects) {
        readWanted = false;
        reading = ++lastTicket;
        effects.add(new SequencerEffect.ReadBack(reading));
    }

    /** Takes the answer to a read; false if it is none that is waited for. */
    boolean readEnded(long ticket) {
        boolean awaited = ticket == reading && reading != NONE;
        if (awaited) {
            reading = NONE;
        }
        return awaited;
    }
}
