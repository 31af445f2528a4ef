package io.ordinal.protocol;

import io.ordinal.ring.RangeId;
import java.util.List;

/** A member cannot append what came: it says what it has, and is back-filled from the last common position. */
public record Mismatch(RangeId range, long epoch, Position last, Position commit, List<EpochStart> history)
        implements RangeMessage {
    public Mismatch {
        history = List.copyOf(history);
    }
}
