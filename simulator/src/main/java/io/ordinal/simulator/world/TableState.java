package io.ordinal.simulator.world;

import io.ordinal.node.TableBatch;
import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Everything a table holds, as plain ordered maps. */
final class TableState {
    final TreeMap<Key, StoredEntry> entries = new TreeMap<>();

    /** Where tombstones are, and where some were. */
    final TreeMap<Key, Long> tombstones = new TreeMap<>();

    final TreeMap<RangeId, RangeProgress> progress = new TreeMap<>();
    final TreeMap<RangeId, TreeMap<Long, RetryRecord>> retries = new TreeMap<>();

    TableState() {}

    /** A snapshot. */
    TableState(TableState other) {
        entries.putAll(other.entries);
        tombstones.putAll(other.tombstones);
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
            put(put.entry());
        } else if (change instanceof TableBatch.LayOver over) {
            layOver(over);
        } else if (change instanceof TableBatch.Purge purge) {
            purge(purge);
        } else if (change instanceof TableBatch.Remember remember) {
            TreeMap<Long, RetryRecord> known = retries.computeIfAbsent(remember.range(), range -> new TreeMap<>());
            remember.retries().forEach(retry -> known.put(retry.sequence(), retry));
        } else if (change instanceof TableBatch.Forget forget) {
            retries.getOrDefault(forget.range(), new TreeMap<>())
                    .headMap(forget.upToSequence(), true)
                    .clear();
        } else if (change instanceof TableBatch.Progress reached) {
            progress.put(reached.range(), reached.progress());
        } else if (change instanceof TableBatch.Retire retire) {
            retries.remove(retire.range());
            progress.remove(retire.range());
        } else if (change instanceof TableBatch.Drop drop) {
            drop(drop.range(), drop.tokens());
        } else {
            throw new IllegalArgumentException("a change that the simulated table does not know: " + change);
        }
    }

    private void put(StoredEntry entry) {
        entries.put(entry.key(), entry);
        if (entry.isTombstone()) {
            tombstones.put(entry.key(), entry.sequence());
        }
    }

    private void layOver(TableBatch.LayOver page) {
        TreeSet<Key> named = new TreeSet<>();
        page.entries().forEach(entry -> named.add(entry.key()));
        List<StoredEntry> others = entries.values().stream()
                .filter(entry -> page.covers(entry.key())
                        && entry.sequence() <= page.asOfSequence()
                        && !named.contains(entry.key()))
                .toList();
        for (StoredEntry other : others) {
            entries.remove(other.key());
            tombstones.remove(other.key());
        }
        for (StoredEntry copied : page.entries()) {
            StoredEntry old = entries.get(copied.key());
            if (old == null || copied.sequence() > old.sequence()) {
                tombstones.remove(copied.key());
                put(copied);
            }
        }
    }

    private void purge(TableBatch.Purge purge) {
        StoredEntry entry = entries.get(purge.key());
        if (entry == null || !entry.isTombstone()) {
            tombstones.remove(purge.key());
        } else if (entry.sequence() == purge.sequence()) {
            entries.remove(purge.key());
            tombstones.remove(purge.key());
        }
    }

    private void drop(RangeId range, TokenRange tokens) {
        tombstones.keySet().removeIf(key -> tokens.contains(key.token()));
        entries.keySet().removeIf(key -> tokens.contains(key.token()));
        progress.remove(range);
        retries.remove(range);
    }
}
