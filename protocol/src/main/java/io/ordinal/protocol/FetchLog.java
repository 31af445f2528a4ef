package io.ordinal.protocol;

import io.ordinal.ring.RangeId;

/** A new leader asks a member that promised {@code epoch} for the records after a common position. */
public record FetchLog(RangeId range, long epoch, Position after, int maxBytes) implements RangeMessage {}
