package io.ordinal.node;

import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node's ordered state: committed writes only. One thread applies; any thread reads, and sees each batch whole or
 * not at all. Batches become durable in the order of applying, at the latest with {@link #flush}; a crash takes the
 * newest ones back.
 */
public interface Table extends AutoCloseable {
    void apply(TableBatch batch);

    /** A key's state and its range's progress, from one snapshot. */
    Read read(RangeId range, Key key);

    /**
     * A page of the range's live entries and tombstones in token order, from one snapshot.
     *
     * @param after exclusive; null begins at the range's start
     * @param maxVisited the page ends after looking at so many entries, whether they matched or not
     */
    Page scan(
            RangeId range,
            TokenRange tokens,
            Bytes prefix,
            @Nullable Key after,
            int limit,
            int maxVisited,
            int maxBytes);

    /**
     * A page of the range's list of tombstones in token order, from one snapshot: as many as a {@link LogRecord.Purge}
     * takes. Every tombstone is listed, and some keys that have been written since; those are told under the number of
     * the tombstone that stood there.
     *
     * @param upToSequence those of higher numbers are passed over
     * @param after exclusive; null begins at the range's start
     * @param maxVisited the page ends after looking at so many keys of the list
     */
    Tombstones tombstones(TokenRange tokens, long upToSequence, @Nullable Key after, int maxVisited);

    /** What every range's data says of itself. Read at start. */
    Map<RangeId, RangeProgress> progress();

    /** The answers remembered for a range, those above its floor, by rising number. */
    List<RetryRecord> retries(RangeId range);

    /** Makes everything applied so far durable, and returns how far that is, per range. May take long. */
    Map<RangeId, Position> flush();

    @Override
    void close();

    /** A key's state; {@code entry} is null if there is nothing, not even a tombstone. {@code progress} likewise. */
    record Read(@Nullable StoredEntry entry, @Nullable RangeProgress progress) {}

    /**
     * Tombstones that were looked for.
     *
     * @param lowestPassedOver the lowest number of those that were passed over; {@link Long#MAX_VALUE} for none
     * @param next what to give as {@code after}; null after the last page
     */
    record Tombstones(
            List<LogRecord.Tombstone> found,
            long lowestPassedOver,
            @Nullable Key next) {
        public static final long NONE_PASSED_OVER = Long.MAX_VALUE;

        public Tombstones {
            found = List.copyOf(found);
        }
    }

    /** A page: {@code next} is null after the last. */
    record Page(
            List<StoredEntry> entries,
            @Nullable Key next,
            @Nullable RangeProgress progress) {}
}
