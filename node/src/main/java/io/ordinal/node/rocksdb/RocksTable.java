package io.ordinal.node.rocksdb;

import io.ordinal.node.Table;
import io.ordinal.node.TableBatch;
import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.node.UnknownFormatException;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * A node's table in RocksDB, without RocksDB's own log: the journal is the log.
 *
 * <p>{@link #apply} is for one thread at a time; everything else, {@link #close} included, may come from any thread.
 * {@link #close} waits for what is under way and makes everything applied durable, but for a copy that is not whole.
 * Methods throw {@link TableFailedException} when the disk fails, and {@link IllegalStateException} after closing.
 */
public final class RocksTable implements Table {
    private final OpenedDb opened;
    private final RocksDB db;
    private final Families families;
    private final WriteOptions withoutLog = new WriteOptions().setDisableWAL(true);
    private final CopyRuns runs;
    private final Set<TableCopy> copies = ConcurrentHashMap.newKeySet();

    /** Counts the views that are still held, and this table itself. */
    private final Phaser openViews = new Phaser(1);

    private final Object applying = new Object();
    private volatile @Nullable TableView current;

    private RocksTable(OpenedDb opened, Map<RangeId, RangeProgress> progress, Path runs) throws IOException {
        this.opened = opened;
        this.db = opened.db();
        this.families = opened.families();
        this.runs = new CopyRuns(opened, runs);
        this.current = new TableView(db, progress, openViews);
    }

    /**
     * Opens the table in a folder, or makes one in an empty folder.
     *
     * @throws UnknownFormatException if another version of the software made it
     */
    public static RocksTable open(Path folder, TableSettings settings) {
        try {
            RocksLibrary.load(folder.resolve("lib"));
            new FormatFile(folder).check();
            OpenedDb opened = OpenedDb.open(folder.resolve("db"), settings);
            try {
                return new RocksTable(opened, readProgress(opened), folder.resolve("runs"));
            } catch (RocksDBException | IOException | RuntimeException e) {
                opened.close();
                throw e;
            }
        } catch (RocksDBException e) {
            throw new TableFailedException("the table in " + folder + " could not be opened", e);
        } catch (IOException e) {
            throw new TableFailedException("the table's folder " + folder + " could not be used", e);
        }
    }

    @Override
    public void apply(TableBatch batch) {
        synchronized (applying) {
            if (current == null) {
                throw closed();
            }
            try {
                List<TableBatch.Change> rest = runs.take(batch.changes());
                if (runs.takeIngested()) {
                    showIngested();
                }
                if (!rest.isEmpty()) {
                    write(new TableBatch(rest));
                }
            } catch (RocksDBException | IOException e) {
                throw new TableFailedException("a batch of " + batch.changes().size() + " changes was not applied", e);
            }
        }
    }

    private void showIngested() {
        TableView before = view();
        current = new TableView(db, before.progress(), openViews);
        before.release(); // held by this table until now
        before.release();
    }

    private void write(TableBatch batch) throws RocksDBException {
        TableView before = view();
        try (WriteBatch changes = new WriteBatch()) {
            BatchWriter writer = new BatchWriter(db, families, before.options(), changes);
            writer.write(batch);
            db.write(withoutLog, changes);
            current = new TableView(db, writer.progressAfter(before.progress()), openViews);
            before.release(); // held by this table until now
        } finally {
            before.release();
        }
    }

    @Override
    public Read read(RangeId range, Key key) {
        TableView view = view();
        try {
            byte @Nullable [] value = db.get(families.entries(), view.options(), TableFormat.entryKey(key));
            return new Read(
                    value == null ? null : TableFormat.readEntry(key, value),
                    view.progress().get(range));
        } catch (RocksDBException e) {
            throw new TableFailedException("a key of " + range + " could not be read", e);
        } finally {
            view.release();
        }
    }

    /** @throws IllegalArgumentException if {@code after} is not in the range */
    @Override
    public Page scan(
            RangeId range,
            TokenRange tokens,
            Bytes prefix,
            @Nullable Key after,
            int limit,
            int maxVisited,
            int maxBytes) {
        TableView view = view();
        try {
            RangeScan scan = new RangeScan(db, view);
            scan.run(families.entries(), tokens, prefix, after, limit, maxVisited, maxBytes);
            return new Page(scan.entries(), scan.next(), view.progress().get(range));
        } catch (RocksDBException e) {
            throw new TableFailedException(range + " could not be scanned", e);
        } finally {
            view.release();
        }
    }

    @Override
    public Tombstones tombstones(TokenRange tokens, long upToSequence, @Nullable Key after, int maxVisited) {
        TableView view = view();
        try {
            return new TombstoneList(db, families, view, upToSequence, maxVisited).page(tokens, after);
        } catch (RocksDBException e) {
            throw new TableFailedException("the tombstones of " + tokens + " could not be looked for", e);
        } finally {
            view.release();
        }
    }

    @Override
    public Map<RangeId, RangeProgress> progress() {
        TableView view = view();
        try {
            return new TreeMap<>(view.progress());
        } finally {
            view.release();
        }
    }

    @Override
    public List<RetryRecord> retries(RangeId range) {
        TableView view = view();
        try {
            return RangeScan.retries(db, families.retries(), view, range);
        } catch (RocksDBException e) {
            throw new TableFailedException("the answers of " + range + " could not be read", e);
        } finally {
            view.release();
        }
    }

    @Override
    public Map<RangeId, Position> flush() {
        TableView view = view();
        try (FlushOptions options = new FlushOptions().setWaitForFlush(true)) {
            db.flush(options, families.all());
            Map<RangeId, Position> flushed = new TreeMap<>();
            view.progress().forEach((range, progress) -> flushed.put(range, progress.applied()));
            return flushed;
        } catch (RocksDBException e) {
            throw new TableFailedException("the table could not be flushed", e);
        } finally {
            view.release();
        }
    }

    /** How much of it is in no file yet. */
    public long unflushedBytes() {
        try {
            long bytes = 0;
            for (ColumnFamilyHandle family : families.all()) {
                bytes += db.getLongProperty(family, "rocksdb.cur-size-all-mem-tables");
            }
            return bytes;
        } catch (RocksDBException e) {
            throw new TableFailedException("the table could not be asked how much of it is in memory", e);
        }
    }

    /** Opens a copy of what the table holds of a range at this moment. */
    public TableCopy openCopy(RangeId range, TokenRange tokens) {
        TableView view = view();
        TableCopy copy = new TableCopy(db, families.entries(), families.retries(), range, tokens, view, copies::remove);
        copies.add(copy);
        if (current == null) {
            copy.close(); // the table was closed meanwhile, and may not have seen this copy
            throw closed();
        }
        return copy;
    }

    @Override
    public void close() {
        synchronized (applying) {
            @Nullable TableView last = current;
            if (last == null) {
                return;
            }
            runs.close();
            current = null;
            last.release();
            copies.forEach(TableCopy::close);
            openViews.arriveAndAwaitAdvance();
            opened.close();
            withoutLog.close();
        }
    }

    /** The newest view, held for the caller. */
    private TableView view() {
        while (true) {
            @Nullable TableView view = current;
            if (view == null) {
                throw closed();
            }
            if (view.acquire()) {
                return view;
            }
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("the table is closed");
    }

    private static Map<RangeId, RangeProgress> readProgress(OpenedDb opened) throws RocksDBException {
        Map<RangeId, RangeProgress> progress = new HashMap<>();
        try (ReadOptions options = new ReadOptions();
                RocksIterator iterator =
                        opened.db().newIterator(opened.families().progress(), options)) {
            for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                progress.put(TableFormat.readRangeKey(iterator.key()), TableFormat.readProgress(iterator.value()));
            }
            iterator.status();
        }
        return progress;
    }
}
