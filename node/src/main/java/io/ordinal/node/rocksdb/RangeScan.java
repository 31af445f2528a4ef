package io.ordinal.node.rocksdb;

import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** A walk over a range's entries in token order, bounded in what it looks at and in what it returns. */
final class RangeScan {
    private final RocksDB db;
    private final TableView view;
    private final List<StoredEntry> entries = new ArrayList<>();
    private @Nullable Key lastVisited;
    private int visited;
    private int bytes;
    private boolean full;

    RangeScan(RocksDB db, TableView view) {
        this.db = db;
        this.view = view;
    }

    /** Walks until the range ends or a bound is met. A page has at least one entry if any matches, however large. */
    void run(
            ColumnFamilyHandle family,
            TokenRange tokens,
            Bytes prefix,
            @Nullable Key after,
            int limit,
            int maxVisited,
            int maxBytes)
            throws RocksDBException {
        List<Arc> arcs = after == null ? Arc.of(tokens) : Arc.following(tokens, after);
        for (Arc arc : arcs) {
            walk(family, arc, prefix, limit, maxVisited, maxBytes);
            if (full) {
                return;
            }
        }
    }

    List<StoredEntry> entries() {
        return entries;
    }

    /** Where the next page begins, exclusive; null if the range ended. */
    @Nullable
    Key next() {
        return full ? lastVisited : null;
    }

    private void walk(ColumnFamilyHandle family, Arc arc, Bytes prefix, int limit, int maxVisited, int maxBytes)
            throws RocksDBException {
        try (Slice from = new Slice(arc.from());
                Slice to = new Slice(arc.to() == null ? new byte[0] : arc.to());
                ReadOptions options = new ReadOptions().setSnapshot(view.snapshot())) {
            options.setIterateLowerBound(from);
            if (arc.to() != null) {
                options.setIterateUpperBound(to);
            }
            try (RocksIterator iterator = db.newIterator(family, options)) {
                for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                    if (visited >= maxVisited
                            || (!entries.isEmpty() && (entries.size() >= limit || bytes >= maxBytes))) {
                        full = true;
                        return;
                    }
                    visit(iterator, prefix, maxBytes);
                    if (full) {
                        return;
                    }
                }
                iterator.status();
            }
        }
    }

    private void visit(RocksIterator iterator, Bytes prefix, int maxBytes) {
        byte[] entryKey = iterator.key();
        Key key = TableFormat.readEntryKey(entryKey);
        if (key.bytes().startsWith(prefix)) {
            byte[] value = iterator.value();
            int size = entryKey.length + value.length;
            if (!entries.isEmpty() && size > maxBytes - bytes) {
                full = true;
                return;
            }
            bytes += size;
            entries.add(TableFormat.readEntry(key, value));
        }
        lastVisited = key;
        visited++;
    }

    /** All answers remembered for a range, those above its floor, by rising number. */
    static List<RetryRecord> retries(RocksDB db, ColumnFamilyHandle family, TableView view, RangeId range)
            throws RocksDBException {
        List<RetryRecord> retries = new ArrayList<>();
        @Nullable RangeProgress progress = view.progress().get(range);
        long floor = progress == null ? 0 : progress.retryFloor();
        byte[] from = TableFormat.retriesAfter(range, floor);
        byte[] to = TableFormat.rangeEnd(range);
        try (RocksIterator iterator = db.newIterator(family, view.options())) {
            for (iterator.seek(from);
                    iterator.isValid() && Arrays.compareUnsigned(iterator.key(), to) < 0;
                    iterator.next()) {
                for (RetryRecord retry : TableFormat.readRetries(iterator.value())) {
                    if (retry.sequence() > floor) {
                        retries.add(retry);
                    }
                }
            }
            iterator.status();
        }
        return retries;
    }
}
