package io.ordinal.node.netty;

import io.ordinal.node.Table;
import io.ordinal.node.TableBatch;
import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table that keeps nothing, for what a test says more of. */
class EmptyTable implements Table {
    @Override
    public void apply(TableBatch batch) {}

    @Override
    public Map<RangeId, Position> flush() {
        return Map.of();
    }

    @Override
    public Read read(RangeId range, Key key) {
        return new Read(null, null);
    }

    @Override
    public Page scan(
            RangeId range,
            TokenRange tokens,
            Bytes prefix,
            @Nullable Key after,
            int limit,
            int maxVisited,
            int maxBytes) {
        return new Page(List.of(), null, null);
    }

    @Override
    public Tombstones tombstones(TokenRange tokens, long upToSequence, @Nullable Key after, int maxVisited) {
        return new Tombstones(List.of(), Tombstones.NONE_PASSED_OVER, null);
    }

    @Override
    public Map<RangeId, RangeProgress> progress() {
        return Map.of();
    }

    @Override
    public List<RetryRecord> retries(RangeId range) {
        return List.of();
    }

    @Override
    public void close() {}
}
