package io.ordinal.node.rocksdb;

import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.EntryRun;
import io.ordinal.protocol.EntryRunBuilder;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * Everything the table holds of one range at one moment, to be read page by page: any page again, too, so that a page
 * lost on its way can be asked for anew. It keeps a snapshot, and with it disk space, until closed. Any thread may use
 * it.
 */
public final class TableCopy implements AutoCloseable {
    private final RocksDB db;
    private final ColumnFamilyHandle entriesFamily;
    private final ColumnFamilyHandle retriesFamily;
    private final RangeId range;
    private final TokenRange tokens;
    private final TableView view;
    private final Consumer<TableCopy> onClose;
    private final EntryRunBuilder builder = new EntryRunBuilder();

    /** Stays behind the page that was read last, since the next one usually follows on it. */
    private @Nullable CopyScan goingOn;

    private boolean closed;

    TableCopy(
            RocksDB db,
            ColumnFamilyHandle entriesFamily,
            ColumnFamilyHandle retriesFamily,
            RangeId range,
            TokenRange tokens,
            TableView view,
            Consumer<TableCopy> onClose) {
        this.db = db;
        this.entriesFamily = entriesFamily;
        this.retriesFamily = retriesFamily;
        this.range = range;
        this.tokens = tokens;
        this.view = view;
        this.onClose = onClose;
    }

    /** How far the range was applied when the copy was opened; null if the table holds nothing of it. */
    public @Nullable RangeProgress progress() {
        return view.progress().get(range);
    }

    /**
     * The entries that follow {@code after}, tombstones included.
     *
     * @param after exclusive; null begins at the range's start
     * @param maxBytes of {@link EntryRun#length}; one entry that is larger by itself still comes
     * @throws IllegalArgumentException if {@code after} is not in the range
     * @throws IllegalStateException if the copy was closed
     */
    public synchronized Page page(@Nullable Key after, int maxBytes) {
        if (closed) {
            throw new IllegalStateException("the copy of " + range + " was closed: open another one");
        }
        try {
            CopyScan scan = scanAfter(after);
            EntryRun entries = scan.next(maxBytes, builder);
            boolean isLast = scan.hasEnded();
            List<RetryRecord> retries = isLast ? RangeScan.retries(db, retriesFamily, view, range) : List.of();
            return new Page(entries, retries, isLast ? null : scan.last());
        } catch (RocksDBException e) {
            throw new TableFailedException("a copy of " + range + " could not be read", e);
        }
    }

    /**
     * Lets go what is kept for the next page, if none is expected soon: memory and files that the table has replaced
     * since.
     */
    public synchronized void rest() {
        endScan();
    }

    private CopyScan scanAfter(@Nullable Key after) {
        CopyScan scan = goingOn;
        if (scan == null || after == null || !after.equals(scan.last())) {
            endScan();
            scan = new CopyScan(db, entriesFamily, view, tokens, after);
            goingOn = scan;
        }
        return scan;
    }

    private void endScan() {
        CopyScan scan = goingOn;
        if (scan != null) {
            goingOn = null;
            scan.close();
        }
    }

    /** Gives the snapshot up. Closing twice does nothing. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            endScan();
        }
        onClose.accept(this);
        view.release();
    }

    /**
     * A part of a copy.
     *
     * @param retries what the range remembers of its answers, by rising number; on the last page only
     * @param next what to give as {@code after}; null after the last page
     */
    public record Page(
            EntryRun entries,
            List<RetryRecord> retries,
            @Nullable Key next) {
        public Page {
            retries = List.copyOf(retries);
        }
    }
}
