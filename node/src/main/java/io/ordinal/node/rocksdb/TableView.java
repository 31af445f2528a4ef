package io.ordinal.node.rocksdb;

import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.ring.RangeId;
import java.util.Map;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.Snapshot;

/**
 * The table between two batches: a snapshot, and every range's progress in it.
 *
 * <p>One is published after each batch and shared by all readers until the next, so a read pays for a counter instead
 * of a snapshot of its own. The native objects are freed by whoever lets go last. Any thread may use it.
 */
final class TableView {
    private final RocksDB db;
    private final Snapshot snapshot;
    private final ReadOptions options;
    private final Map<RangeId, RangeProgress> progress;
    private final Phaser openViews;
    private final AtomicInteger holders = new AtomicInteger(1);

    /**
     * Begins with one holder, the maker.
     *
     * @param progress not changed by anybody from now on
     * @param openViews told of this view's beginning and end
     */
    TableView(RocksDB db, Map<RangeId, RangeProgress> progress, Phaser openViews) {
        this.db = db;
        this.progress = progress;
        this.openViews = openViews;
        openViews.register();
        this.snapshot = db.getSnapshot();
        this.options = new ReadOptions().setSnapshot(snapshot);
    }

    /** Takes hold, unless everybody has already let go. */
    boolean acquire() {
        int seen = holders.get();
        while (seen > 0) {
            if (holders.compareAndSet(seen, seen + 1)) {
                return true;
            }
            seen = holders.get();
        }
        return false;
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            options.close();
            db.releaseSnapshot(snapshot);
            snapshot.close();
            openViews.arriveAndDeregister();
        }
    }

    /** For point reads in this view. */
    ReadOptions options() {
        return options;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    Map<RangeId, RangeProgress> progress() {
        return progress;
    }
}
