package io.ordinal.protocol;

import io.ordinal.ring.RangeId;

/** A replica that is asked to serve {@code sequence} of an idle range asks the leader to close there, if it may. */
public record CloseRequest(RangeId range, long epoch, long sequence) implements RangeMessage {}
