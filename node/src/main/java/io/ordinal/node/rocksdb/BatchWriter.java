package io.ordinal.node.rocksdb;

import io.ordinal.node.TableBatch;
import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.node.rocksdb.Standings.Standing;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.RangeId;
import java.util.HashMap;
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

    private final Standings standings;

    /** Whether what the batch itself wrote so far is noted: only if something in it rests on what stands there. */
    private boolean looksBack;

    /** Whether the batch has put entries so far. */
    private boolean wroteEntries;

    BatchWriter(RocksDB db, Families families, ReadOptions before, WriteBatch out) {
        this.db = db;
        this.families = families;
        this.before = before;
        this.out = out;
        this.standings = new Standings(db, families.entries(), before);
    }

    void write(TableBatch batch) throws RocksDBException {
        looksBack = batch.changes().stream().anyMatch(BatchWriter::restsOnWhatStands);
        for (TableBatch.Change change : batch.changes()) {
            if (change instanceof TableBatch.Put put) {
                put(put.entry());
            } else if (change instanceof TableBatch.LayOver layOver) {
                layOver(layOver);
            } else if (change instanceof TableBatch.Purge purge) {
                purge(purge);
            } else if (change instanceof TableBatch.Remember remember) {
                out.put(
                        families.retries(),
                        TableFormat.retryKey(remember.range(), remember.lastSequence()),
                        TableFormat.retriesValue(remember.retries()));
            } else if (change instanceof TableBatch.Forget forget) {
                out.deleteRange(
                        families.retries(),
                        TableFormat.rangeKey(forget.range()),
                        TableFormat.retriesAfter(forget.range(), forget.upToSequence()));
            } else if (change instanceof TableBatch.Progress made) {
                progress.put(made.range(), made.progress());
            } else if (change instanceof TableBatch.Retire retire) {
                forgetRange(retire.range());
            } else if (change instanceof TableBatch.Drop drop) {
                drop(drop);
            } else {
                throw new IllegalArgumentException("no way to write " + change);
            }
        }
        writeProgress();
    }

    private static boolean restsOnWhatStands(TableBatch.Change change) {
        return change instanceof TableBatch.LayOver || change instanceof TableBatch.Purge;
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

    private void put(StoredEntry entry) throws RocksDBException {
        byte[] entryKey = TableFormat.entryKey(entry.key());
        out.put(families.entries(), entryKey, TableFormat.entryValue(entry));
        wroteEntries = true;
        if (entry.isTombstone()) {
            out.put(families.tombstones(), entryKey, TableFormat.tombstoneValue(entry.sequence()));
        }
        if (looksBack) {
            standings.wrote(entry);
        }
    }

    private void layOver(TableBatch.LayOver page) throws RocksDBException {
        new ArcCleaner(db, families, before, out, standings, page).run();
        for (StoredEntry entry : page.entries()) {
            Standing old = standings.at(entry.key());
            if (old.sequence() < entry.sequence()) {
                put(entry);
                if (old.isTombstone() && !entry.isTombstone()) {
                    out.delete(families.tombstones(), TableFormat.entryKey(entry.key()));
                }
            }
        }
    }

    private void purge(TableBatch.Purge purge) throws RocksDBException {
        Standing standing = standings.at(purge.key());
        byte[] entryKey = TableFormat.entryKey(purge.key());
        if (!standing.isTombstone()) {
            out.delete(families.tombstones(), entryKey);
        } else if (standing.sequence() == purge.sequence()) {
            out.delete(families.entries(), entryKey);
            out.delete(families.tombstones(), entryKey);
            standings.removed(purge.key());
        }
    }

    private void drop(TableBatch.Drop drop) throws RocksDBException {
        for (Arc arc : Arc.of(drop.tokens())) {
            if (!wroteEntries && arc.isEmpty(db, families.entries()) && arc.isEmpty(db, families.tombstones())) {
                continue; // what is copied into it next goes the deeper, and stays there, the less lies above
            }
            byte[] to = arc.to() == null ? TableFormat.afterAllEntries() : arc.to();
            out.deleteRange(families.entries(), arc.from(), to);
            out.deleteRange(families.tombstones(), arc.from(), to);
        }
        forgetRange(drop.range());
        standings.dropped(drop.tokens());
    }

    private void forgetRange(RangeId range) throws RocksDBException {
        out.deleteRange(families.retries(), TableFormat.rangeKey(range), TableFormat.rangeEnd(range));
        progress.put(range, null);
    }
}
