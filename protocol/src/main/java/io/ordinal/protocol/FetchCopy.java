package io.ordinal.protocol;

import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import org.jspecify.annotations.Nullable;

/**
 * A member whose log ends before the leader's journal begins asks for the next pages of a copy of the range.
 *
 * @param copy chosen by the asker, the same for all pages of one copy: they come from one snapshot of the table
 * @param after where the first of the pages begins, exclusive; null for the range's start
 * @param maxBytes of one page
 * @param pages how many pages may come one after the other, each beginning where the one before ends. Whoever is asked
 *     sends no more of them once it is asked again, and at most {@link #MAX_PAGES}
 */
public record FetchCopy(
        RangeId range, long epoch, long copy, @Nullable Key after, int maxBytes, int pages) implements RangeMessage {
    public static final int MAX_PAGES = 16;
}
