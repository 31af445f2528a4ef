package io.ordinal.node.rocksdb;

import io.ordinal.node.TableBatch;
import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Turns one batch of changes into one write of RocksDB. Used once, by the applying thread. */
final class BatchWriter {
    private final RocksDB db;
    private final Families families;
    private final ReadOptions before;
    private final WriteBatch out;
    private final Map<RangeId, @Nullable RangeProgress> progress = new HashMap<>();

    /** What the batch itself did so far; kept only while a copied state may have to be compared with it. */
    private final Map<Key, Long> written = new HashMap<>();

    private final List<TokenRange> dropped = new ArrayList<>();

    BatchWriter(RocksDB db, Families families, ReadOptions before, WriteBatch out) {
        this.db = db;
        this.families = families;
        this.before = before;
        this.out = out;
    }

    void write(TableBatch batch) throws RocksDBException {
        boolean laysOver = batch.changes().stream().anyMatch(TableBatch.LayOver.class::isInstance);
        for (TableBatch.Change change : batch.changes()) {
            if (change instanceof TableBatch.Put put) {
                put(put.entry(), laysOver);
            } else if (change instanceof TableBatch.LayOver layOver) {
                if (sequenceOf(layOver.entry().key()) < layOver.entry().sequence()) {
                    put(layOver.entry(), true);
                }
            } else if (change instanceof TableBatch.Remember remember) {
                out.put(
                        families.retries(),
                        TableFormat.retryKey(remember.range(), remember.retry().sequence()),
                        TableFormat.retryValue(remember.retry()));
            } else if (change instanceof TableBatch.Forget forget) {
                out.deleteRange(
                        families.retries(),
                        TableFormat.rangeKey(forget.range()),
                        TableFormat.retriesAfter(forget.range(), forget.upToSequence()));
            } else if (change instanceof TableBatch.Progress made) {
                progress.put(made.range(), made.progress());
            } else if (change instanceof TableBatch.Drop drop) {
                drop(drop);
            } else {
                throw new IllegalArgumentException("no way to write " + change);
            }
        }
        writeProgress();
    }

    /** Of what a batch says of a range's progress only the last counts. */
    private void writeProgress() throws RocksDBException {
        for (Map.Entry<RangeId, @Nullable RangeProgress> each : progress.entrySet()) {
            byte[] key = TableFormat.rangeKey(each.getKey());
            RangeProgress made = each.getValue();
            if (made == null) {
                out.delete(families.progress(), key);
            } else {
                out.put(families.progress(), key, TableFormat.progressValue(made));
            }
        }
    }

    /** Every range's progress once this batch is in, given what it was before. */
    Map<RangeId, RangeProgress> progressAfter(Map<RangeId, RangeProgress> progressBefore) {
        if (progress.isEmpty()) {
            return progressBefore;
        }
        Map<RangeId, RangeProgress> after = new HashMap<>(progressBefore);
        progress.forEach((range, made) -> {
            if (made == null) {
                after.remove(range);
            } else {
                after.put(range, made);
            }
        });
        return after;
    }

    private void put(StoredEntry entry, boolean note) throws RocksDBException {
        out.put(families.entries(), TableFormat.entryKey(entry.key()), TableFormat.entryValue(entry));
        if (note) {
            written.put(entry.key(), entry.sequence());
        }
    }

    private void drop(TableBatch.Drop drop) throws RocksDBException {
        for (Arc arc : Arc.of(drop.tokens())) {
            out.deleteRange(
                    families.entries(), arc.from(), arc.to() == null ? TableFormat.afterAllEntries() : arc.to());
        }
        out.deleteRange(families.retries(), TableFormat.rangeKey(drop.range()), TableFormat.rangeEnd(drop.range()));
        progress.put(drop.range(), null);
        written.keySet().removeIf(key -> drop.tokens().contains(key.token()));
        dropped.add(drop.tokens());
    }

    /** The number under which a key stands at this point of the batch; 0 for nothing. */
    private long sequenceOf(Key key) throws RocksDBException {
        @Nullable Long inBatch = written.get(key);
        if (inBatch != null) {
            return inBatch;
        }
        if (dropped.stream().anyMatch(tokens -> tokens.contains(key.token()))) {
            return 0;
        }
        byte @Nullable [] value = db.get(families.entries(), before, TableFormat.entryKey(key));
        return value == null ? 0 : TableFormat.readEntry(key, value).sequence();
    }
}
