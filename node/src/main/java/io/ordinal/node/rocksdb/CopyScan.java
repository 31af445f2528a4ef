package io.ordinal.node.rocksdb;

import io.ordinal.protocol.EntryRun;
import io.ordinal.protocol.EntryRunBuilder;
import io.ordinal.ring.Key;
import io.ordinal.ring.TokenRange;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * A walk over all entries of a range in its order, which hands them out run after run. It stays where it is in between,
 * and reads ahead from the disk without touching what is cached for others. Used by one thread at a time.
 */
final class CopyScan implements AutoCloseable {
    private static final int READAHEAD_BYTES = 2 << 20;

    private final RocksDB db;
    private final ColumnFamilyHandle family;
    private final TableView view;
    private final Deque<Arc> arcs;
    private @Nullable Walk walk;
    private @Nullable Key last;

    /** @param after exclusive; null begins at the range's start */
    CopyScan(RocksDB db, ColumnFamilyHandle family, TableView view, TokenRange tokens, @Nullable Key after) {
        this.db = db;
        this.family = family;
        this.view = view;
        this.arcs = new ArrayDeque<>(Arc.between(tokens, after, null));
        this.last = after;
    }

    /** The last key that was handed out, or where the walk began. */
    @Nullable
    Key last() {
        return last;
    }

    /** The next entries, at least one if there is any. */
    EntryRun next(int maxBytes, EntryRunBuilder builder) throws RocksDBException {
        int added = 0;
        for (Walk at = current(); at != null && builder.add(at, maxBytes); at = current()) {
            added++;
            at.iterator.next();
        }
        if (added > 0) {
            last = builder.lastKey();
        }
        return builder.take();
    }

    boolean hasEnded() throws RocksDBException {
        return current() == null;
    }

    /** The walk at the next entry; null at the end. */
    private @Nullable Walk current() throws RocksDBException {
        while (true) {
            Walk at = walk;
            if (at != null) {
                if (at.iterator.isValid()) {
                    return at;
                }
                at.iterator.status();
                at.close();
                walk = null;
            }
            Arc next = arcs.poll();
            if (next == null) {
                return null;
            }
            walk = new Walk(next);
        }
    }

    @Override
    public void close() {
        Walk at = walk;
        if (at != null) {
            walk = null;
            at.close();
        }
        arcs.clear();
    }

    /** Over one arc. */
    private final class Walk implements EntryRunBuilder.Source, AutoCloseable {
        private final Slice lower;
        private final Slice upper;
        private final ReadOptions options;
        private final RocksIterator iterator;

        Walk(Arc arc) {
            lower = new Slice(arc.from());
            upper = new Slice(arc.to() == null ? new byte[0] : arc.to());
            options = new ReadOptions()
                    .setSnapshot(view.snapshot())
                    .setIterateLowerBound(lower)
                    .setReadaheadSize(READAHEAD_BYTES)
                    .setFillCache(false);
            if (arc.to() != null) {
                options.setIterateUpperBound(upper);
            }
            iterator = db.newIterator(family, options);
            iterator.seekToFirst();
        }

        @Override
        public int key(byte[] into, int offset, int room) {
            return iterator.key(into, offset, room);
        }

        @Override
        public int state(byte[] into, int offset, int room) {
            return iterator.value(into, offset, room);
        }

        @Override
        public void close() {
            iterator.close();
            options.close();
            lower.close();
            upper.close();
        }
    }
}
