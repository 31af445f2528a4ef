package io.ordinal.node.rocksdb;

import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.Key;
import io.ordinal.ring.TokenRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * What stands under a key at some point of a batch: what the batch itself did so far, over what the table had before.
 * Used by a batch that has to look back.
 */
final class Standings {
    /**
     * What stands under a key.
     *
     * @param sequence 0 for nothing
     */
    record Standing(long sequence, boolean isTombstone) {
        static final Standing NOTHING = new Standing(0, false);
    }

    private final RocksDB db;
    private final ColumnFamilyHandle entries;
    private final ReadOptions before;
    private final NavigableMap<Key, Standing> written = new TreeMap<>();
    private final List<TokenRange> dropped = new ArrayList<>();

    /** Runs of keys that were removed, from the first to the last inclusive. */
    private final NavigableMap<Key, Key> removed = new TreeMap<>();

    Standings(RocksDB db, ColumnFamilyHandle entries, ReadOptions before) {
        this.db = db;
        this.entries = entries;
        this.before = before;
    }

    void wrote(StoredEntry entry) {
        written.put(entry.key(), new Standing(entry.sequence(), entry.isTombstone()));
    }

    void removed(Key key) {
        written.put(key, Standing.NOTHING);
    }

    /** None of the keys from {@code first} to {@code last} stands any more; none of them was written in this batch. */
    void removed(Key first, Key last) {
        removed.merge(first, last, (old, other) -> old.compareTo(other) > 0 ? old : other);
    }

    void dropped(TokenRange tokens) {
        written.keySet().removeIf(key -> tokens.contains(key.token()));
        dropped.add(tokens);
    }

    /** What the batch itself wrote or removed, key by key. */
    NavigableMap<Key, Standing> written() {
        return written;
    }

    Standing at(Key key) throws RocksDBException {
        Standing inBatch = written.get(key);
        if (inBatch != null) {
            return inBatch;
        }
        Map.Entry<Key, Key> run = removed.floorEntry(key);
        boolean isGone = run != null && run.getValue().compareTo(key) >= 0;
        if (isGone || dropped.stream().anyMatch(tokens -> tokens.contains(key.token()))) {
            return Standing.NOTHING;
        }
        byte @Nullable [] value = db.get(entries, before, TableFormat.entryKey(key));
        return value == null
                ? Standing.NOTHING
                : new Standing(TableFormat.sequenceOf(value), TableFormat.isTombstone(value));
    }
}
