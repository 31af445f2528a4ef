package io.ordinal.protocol;

import io.ordinal.ring.RangeId;

/** The leader that the cluster map names for {@code epoch} asks a member to refuse all lower epochs from now on. */
public record NewEpoch(RangeId range, long epoch) implements RangeMessage {}
