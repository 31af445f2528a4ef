package io.ordinal.protocol;

import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import org.jspecify.annotations.Nullable;

/**
 * A member whose log ends before the leader's journal begins asks for the next page of a copy of the range.
 *
 * @param copy chosen by the asker, the same for all pages of one copy: they come from one snapshot of the table
 */
public record FetchCopy(
        RangeId range, long epoch, long copy, @Nullable Key after, int maxBytes) implements RangeMessage {}
