package io.ordinal.node.rocksdb;

import io.ordinal.node.Table.Tombstones;
import io.ordinal.protocol.LogRecord;
import io.ordinal.ring.Key;
import io.ordinal.ring.TokenRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** A walk over the list of tombstones of a range, in token order, bounded in what it looks at and in what it returns. */
final class TombstoneList {
    private final RocksDB db;
    private final Families families;
    private final TableView view;
    private final long upToSequence;
    private final int maxVisited;
    private final List<LogRecord.Tombstone> found = new ArrayList<>();
    private long lowestPassedOver = Tombstones.NONE_PASSED_OVER;
    private @Nullable Key lastVisited;
    private int visited;
    private int keyBytes;

    TombstoneList(RocksDB db, Families families, TableView view, long upToSequence, int maxVisited) {
        this.db = db;
        this.families = families;
        this.view = view;
        this.upToSequence = upToSequence;
        this.maxVisited = maxVisited;
    }

    Tombstones page(TokenRange tokens, @Nullable Key after) throws RocksDBException {
        boolean full = false;
        for (Arc arc : Arc.between(tokens, after, null)) {
            full = full || walk(arc);
        }
        return new Tombstones(found, lowestPassedOver, full ? lastVisited : null);
    }

    /** Returns whether a bound was met. */
    private boolean walk(Arc arc) throws RocksDBException {
        try (Slice from = new Slice(arc.from());
                Slice to = new Slice(arc.to() == null ? new byte[0] : arc.to());
                ReadOptions options = new ReadOptions().setSnapshot(view.snapshot())) {
            options.setIterateLowerBound(from);
            if (arc.to() != null) {
                options.setIterateUpperBound(to);
            }
            try (RocksIterator iterator = db.newIterator(families.tombstones(), options)) {
                for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                    if (visited >= maxVisited
                            || found.size() >= LogRecord.Purge.MAX_TOMBSTONES
                            || keyBytes > LogRecord.Purge.MAX_KEY_BYTES - Key.MAX_LENGTH_BYTES) {
                        return true;
                    }
                    visit(TableFormat.readEntryKey(iterator.key()), TableFormat.readTombstone(iterator.value()));
                }
                iterator.status();
            }
        }
        return false;
    }

    private void visit(Key key, long sequence) {
        lastVisited = key;
        visited++;
        if (sequence > upToSequence) {
            lowestPassedOver = Math.min(lowestPassedOver, sequence);
        } else {
            found.add(new LogRecord.Tombstone(key, sequence));
            keyBytes += key.bytes().length();
        }
    }
}
