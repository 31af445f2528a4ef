package io.ordinal.protocol;

import io.ordinal.ring.RangeId;
import java.util.List;

/**
 * A member has durably promised to refuse epochs below {@code epoch}, and says what it has.
 *
 * @param acceptedClosed the highest closed number it ever accepted: the new leader assigns above it only
 */
public record Promised(RangeId range, long epoch, Position last, List<EpochStart> history, long acceptedClosed)
        implements RangeMessage {
    public Promised {
        history = List.copyOf(history);
    }
}
