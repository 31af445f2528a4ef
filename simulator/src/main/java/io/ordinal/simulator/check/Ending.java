package io.ordinal.simulator.check;

import io.ordinal.ring.Bytes;
import org.jspecify.annotations.Nullable;

/** How a call ended, as its client was told. */
public sealed interface Ending {
    /** A write happened, under this number. */
    record Applied(long sequence) implements Ending {}

    /** A write's condition did not hold; {@code currentSequence} is the version it met, 0 for none. */
    record Rejected(long currentSequence) implements Ending {}

    /** Nothing happened, and nothing will: a write refused, or a read that failed. */
    record NotDone() implements Ending {}

    /** A write that may have happened, or may yet. */
    record Unknown() implements Ending {}

    /**
     * A read's answer.
     *
     * @param value null if the key had no entry
     * @param sequence the version of the entry, 0 for none
     */
    record Found(@Nullable Bytes value, long sequence, long asOfSequence) implements Ending {}
}
