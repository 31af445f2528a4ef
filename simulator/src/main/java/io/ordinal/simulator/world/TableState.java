package io.ordinal.simulator.world;

import io.ordinal.node.TableBatch;
import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.Map;
import java.util.TreeMap;

/** Everything a table holds, as plain ordered maps. */
final class TableState {
    final TreeMap<Key, StoredEntry> entries = new TreeMap<>();
    final TreeMap<RangeId, RangeProgress> progress = new TreeMap<>();
    final TreeMap<RangeId, TreeMap<Long, RetryRecord>> retries = new TreeMap<>();

    TableState() {}

    /** A snapshot. */
    TableState(TableState other) {
        entries.putAll(other.entries);
        progress.putAll(other.progress);
        for (Map.Entry<RangeId, TreeMap<Long, RetryRecord>> range : other.retries.entrySet()) {
            retries.put(range.getKey(), new TreeMap<>(range.getValue()));
        }
    }

    void apply(TableBatch batch) {
        for (TableBatch.Change change : batch.changes()) {
            apply(change);
        }
    }

    private void apply(TableBatch.Change change) {
        if (change instanceof TableBatch.Put put) {
            entries.put(put.entry().key(), put.entry());
        } else if (change instanceof TableBatch.LayOver over) {
            entries.merge(
                    over.entry().key(),
                    over.entry(),
                    (old, copied) -> copied.sequence() > old.sequence() ? copied : old);
        } else if (change instanceof TableBatch.Remember remember) {
            retries.computeIfAbsent(remember.range(), range -> new TreeMap<>())
                    .put(remember.retry().sequence(), remember.retry());
        } else if (change instanceof TableBatch.Forget forget) {
            retries.getOrDefault(forget.range(), new TreeMap<>())
                    .headMap(forget.upToSequence(), true)
                    .clear();
        } else if (change instanceof TableBatch.Progress reached) {
            progress.put(reached.range(), reached.progress());
        } else if (change instanceof TableBatch.Drop drop) {
            drop(drop.range(), drop.tokens());
        } else {
            throw new IllegalArgumentException("a change that the simulated table does not know: " + change);
        }
    }

    private void drop(RangeId range, TokenRange tokens) {
        entries.keySet().removeIf(key -> tokens.contains(key.token()));
        progress.remove(range);
        retries.remove(range);
    }
}
