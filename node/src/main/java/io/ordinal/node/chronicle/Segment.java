package io.ordinal.node.chronicle;

import io.ordinal.protocol.Position;
import io.ordinal.ring.RangeId;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is known of one segment while the journal is open. Guarded by the {@link LogIndex} that holds it. */
final class Segment {
    private final SegmentPlace place;
    private final Path file;
    private final Map<RangeId, Position> lastOf = new TreeMap<>();
    private final Set<RangeId> dropped = new TreeSet<>();
    private long endOffset;
    private long lastBatch;
    private boolean stateComplete;

    Segment(SegmentPlace place, Path file) {
        this.place = place;
        this.file = file;
    }

    void grew(Batch batch) {
        grew(batch.end(), batch.number(), batch.is(Batch.Kind.STATE_COMPLETE));
    }

    void grew(long newEndOffset, long batchNumber, boolean completesState) {
        endOffset = newEndOffset;
        lastBatch = batchNumber;
        stateComplete |= completesState;
    }

    SegmentPlace place() {
        return place;
    }

    Path file() {
        return file;
    }

    long endOffset() {
        return endOffset;
    }

    long lastBatch() {
        return lastBatch;
    }

    /** Whether everything but log records that older segments hold is repeated here. */
    boolean hasState() {
        return stateComplete;
    }

    /** The highest position, not cut, that each range has in this segment. */
    Map<RangeId, Position> lastOf() {
        return lastOf;
    }

    /** The ranges that left the node according to this segment, and have not come back. */
    Set<RangeId> dropped() {
        return dropped;
    }
}
