package io.ordinal.protocol;

import io.ordinal.ring.RangeId;

/** The sender has promised {@code promised} and refuses the lower {@code refused}: whoever leads in that steps down. */
public record StaleEpoch(RangeId range, long refused, long promised) implements RangeMessage {}
