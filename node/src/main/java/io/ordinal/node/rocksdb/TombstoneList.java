package io.ordinal.node.rocksdb;

import io.ordinal.node.Table.Tombstones;
import io.ordinal.protocol.LogRecord;
import io.ordinal.ring.Key;
import io.ordinal.ring.TokenRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** A walk over the list of tombstones of a range, in token order, bounded in what it looks at and in what it returns. */
final class TombstoneList {
    private static final int BUILT_AT_ONCE = 10_000;

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

    /** Lists the tombstones of a table that was made before they were listed, durably. Reads the whole table once. */
    static void build(OpenedDb opened) throws RocksDBException {
        RocksDB db = opened.db();
        Families families = opened.families();
        try (ReadOptions reading = new ReadOptions().setFillCache(false);
                WriteOptions writing = new WriteOptions().setDisableWAL(true);
                WriteBatch batch = new WriteBatch();
                FlushOptions flushing = new FlushOptions().setWaitForFlush(true);
                RocksIterator iterator = db.newIterator(families.entries(), reading)) {
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                byte[] value = iterator.value();
                if (TableFormat.isTombstone(value)) {
                    batch.put(
                            families.tombstones(),
                            iterator.key(),
                            TableFormat.tombstoneValue(TableFormat.sequenceOf(value)));
                }
                if (batch.count() >= BUILT_AT_ONCE) {
                    db.write(writing, batch);
                    batch.clear();
                }
            }
            iterator.status();
            db.write(writing, batch);
            db.flush(flushing, families.all());
        }
    }
}
