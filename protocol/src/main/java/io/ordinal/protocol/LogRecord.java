package io.ordinal.protocol;

import io.ordinal.ring.Key;

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

    /** An epoch begins; its position is (the epoch, the sequence before it) and it takes no number. */
    public record Open() implements Payload {}

    public LogRecord {
        if (!position.isAfter(previous)) {
            throw new IllegalArgumentException("record " + position + " does not come after " + previous);
        }
    }
}
