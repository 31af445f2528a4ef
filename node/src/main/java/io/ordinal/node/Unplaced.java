package io.ordinal.node;

import io.ordinal.protocol.Position;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.ring.RangeId;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What this node has durably of ranges that have no replica here: no map has given them to it since its start, they have
 * left it, or others are to be made of them and cannot be yet.
 */
final class Unplaced {
    private final Recovery recovery;
    private final Function<RangeId, List<RetryRecord>> retriesInTable;
    private final int retryLimit;
    private final Turn turn;
    private final SortedMap<RangeId, DurableRange> ranges;

    /** What a replica of this run, or an estate, has left of ranges that have none now. */
    private final Map<RangeId, Legacy> kept = new TreeMap<>();

    Unplaced(Recovery recovery, Function<RangeId, List<RetryRecord>> retriesInTable, int retryLimit, Turn turn) {
        this.recovery = recovery;
        this.retriesInTable = retriesInTable;
        this.retryLimit = retryLimit;
        this.turn = turn;
        this.ranges = recovery.ranges();
    }

    Collection<DurableRange> all() {
        return Collections.unmodifiableCollection(ranges.values());
    }

    SortedMap<RangeId, DurableRange> byId() {
        return Collections.unmodifiableSortedMap(ranges);
    }

    @Nullable
    DurableRange get(RangeId range) {
        return ranges.get(range);
    }

    /** What there is of it; if nothing, something new that is not kept here. */
    DurableRange getOrNew(RangeId range) {
        return ranges.getOrDefault(range, new DurableRange(range));
    }

    void put(DurableRange durable) {
        ranges.put(durable.range(), durable);
    }

    void remove(RangeId range) {
        ranges.remove(range);
    }

    boolean isHeld(RangeId range) {
        DurableRange durable = ranges.get(range);
        return durable != null && durable.isHeld();
    }

    /** Whether there is a replica to go on with; one of a range that others were made of is none. */
    boolean mayGoOn(RangeId range) {
        DurableRange durable = ranges.get(range);
        return durable != null && durable.hasEntries();
    }

    void keep(Legacy legacy) {
        put(legacy.durable());
        kept.put(legacy.durable().range(), legacy);
    }

    /** Gives out what was kept of a range that this node still holds. */
    Optional<Legacy> takeKept(RangeId range) {
        return Optional.ofNullable(kept.remove(range))
                .filter(legacy -> legacy.durable().isHeld());
    }

    /** What was kept of the range, or else what journal and table said of it at the start. */
    Legacy takeLegacy(DurableRange durable) {
        RangeId range = durable.range();
        Legacy found = kept.remove(range);
        return found != null ? found : new Legacy(durable, retries(range), applied(range), Optional.empty());
    }

    /** How far the table was at the start. */
    Position applied(RangeId range) {
        return recovery.applied(range);
    }

    /** The answers that the table remembers. */
    RetryMemory retries(RangeId range) {
        return recovery.retries(range, retriesInTable.apply(range), retryLimit);
    }

    /** The range leaves this node, but for the promise. */
    void noteDropped(DurableRange durable) {
        JournalRecord.Dropped fact = new JournalRecord.Dropped(durable.range(), durable.tenure());
        durable.apply(fact);
        turn.append(fact);
    }
}
