package io.ordinal.protocol;

import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a copy: committed writes only. It says everything of the keys after {@code after}, up to and including
 * {@code next}: what it does not name there was nothing at {@code asOf}.
 *
 * @param asOf the position up to which the snapshot holds everything
 * @param logTimeMillis the log time at {@code asOf}
 * @param after where the page begins, exclusive, as it was asked for; null for the range's start
 * @param entries as stored, tombstones included
 * @param retries what the range remembers of its answers; on the last page only
 * @param retryFloor the highest number of an answer that was forgotten
 * @param next what to give as {@code after}; null after the last page
 */
public record CopyPage(
        RangeId range,
        long epoch,
        long copy,
        Position asOf,
        long logTimeMillis,
        List<EpochStart> history,
        @Nullable Key after,
        EntryRun entries,
        List<RetryRecord> retries,
        long retryFloor,
        @Nullable Key next)
        implements RangeMessage {
    public CopyPage {
        history = List.copyOf(history);
        retries = List.copyOf(retries);
    }
}
