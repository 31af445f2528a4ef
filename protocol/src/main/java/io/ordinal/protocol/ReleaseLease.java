package io.ordinal.protocol;

import io.ordinal.ring.RangeId;

/** The leader of {@code epoch} has stopped reading and writing in it for good: its lease need not be waited for. */
public record ReleaseLease(RangeId range, long epoch) implements RangeMessage {}
