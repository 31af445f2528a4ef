package io.ordinal.protocol;

import io.ordinal.ring.Key;
import java.util.List;

/**
 * One link of a range's chain. It names the position before it, so that a gap cannot go unseen.
 *
 * @param logTimeMillis the clock of the leader that appended it, never less than in the record before; expiry is
 *     judged by it alone
 */
public record LogRecord(Position position, Position previous, long logTimeMillis, Payload payload) {
    /** What a record does. */
    public sealed interface Payload {}

    /** A write that met its condition. */
    public record Write(RequestId request, Operation operation) implements Payload {}

    /**
     * A retried write that failed its condition. It changes no entry, but its answer is remembered, so that an attempt
     * that arrives late gets the same answer and is not judged again.
     *
     * @param currentSequence the version of the entry that the condition met, 0 for none
     */
    public record Refused(RequestId request, long currentSequence) implements Payload {}

    /** Removes an entry that has expired; its leader made sure that no newer one is there. */
    public record Expire(Key key) implements Payload {}

    /**
     * Removes tombstones that every member has passed: each only where the key's entry still is the tombstone of exactly
     * that number. It is in the log, so replicas at equal positions stay equal. A key that was written since is named,
     * too, so that every replica takes it off its list of tombstones.
     *
     * @param tombstones at most {@link #MAX_TOMBSTONES}, with keys of at most {@link #MAX_KEY_BYTES} together
     */
    public record Purge(List<Tombstone> tombstones) implements Payload {
        public static final int MAX_TOMBSTONES = 1_000;
        public static final int MAX_KEY_BYTES = 64 << 10;

        public Purge {
            tombstones = List.copyOf(tombstones);
            if (tombstones.size() > MAX_TOMBSTONES || keyBytes(tombstones) > MAX_KEY_BYTES) {
                throw new IllegalArgumentException("a purge of " + tombstones.size() + " tombstones with "
                        + keyBytes(tombstones) + " bytes of keys is above its limits");
            }
        }

        /** What the keys weigh together. */
        public int keyBytes() {
            return keyBytes(tombstones);
        }

        private static int keyBytes(List<Tombstone> tombstones) {
            int bytes = 0;
            for (Tombstone tombstone : tombstones) {
                bytes += tombstone.key().bytes().length();
            }
            return bytes;
        }
    }

    /**
     * A key that is known to be deleted, and since when.
     *
     * @param sequence the number of the write that deleted it
     */
    public record Tombstone(Key key, long sequence) {}

    /**
     * Changes nothing: it is the place in the log at which the leader and the target of a move digest their tables, to be
     * compared.
     */
    public record Verify(long move) implements Payload {}

    /**
     * Changes nothing, and is the last record of its epoch: ranges are to be made of this one, and their logs begin here. A
     * higher epoch goes on behind it.
     */
    public record Seal() implements Payload {}

    /** An epoch begins; its position is (the epoch, the sequence before it) and it takes no number. */
    public record Open() implements Payload {}

    public LogRecord {
        if (!position.isAfter(previous)) {
            throw new IllegalArgumentException("record " + position + " does not come after " + previous);
        }
    }
}
