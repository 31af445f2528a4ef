package io.ordinal.node.rocksdb;

import io.ordinal.node.TableBatch;
import io.ordinal.protocol.EntryRun;
import io.ordinal.ring.Key;
import io.ordinal.ring.TokenRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * Moves large pages of copies into the table as sorted files, where nothing stands yet: they pass no memtable and no flush,
 * and no compaction unless files of flushes lie across them. What goes on afterwards is the same as if they had been put, only later: a page
 * may be seen first when its copy's last page is applied, or anything else that touches the range. Nobody reads a range
 * that is being copied. Used by the applying thread alone.
 */
final class CopyRuns implements AutoCloseable {
    /** Below that a file costs more than it saves. */
    private static final int MIN_PAGE_BYTES = 64 << 10;

    /** As large as the table's own files. */
    private static final long MAX_RUN_BYTES = OpenedDb.TARGET_FILE_BYTES;

    /** Files begun at a time: each takes memory while it grows. Pages of further copies are put. */
    private static final int MAX_OPEN = 8;

    private final RocksDB db;
    private final Families families;
    private final Options options;
    private final Path folder;
    private final List<SortedRun> open = new ArrayList<>();
    private ByteBuffer page = ByteBuffer.allocateDirect(MIN_PAGE_BYTES);
    private long files;
    private boolean ingested;

    /** @param folder on the disk of the table; what a run before has left in it is deleted */
    CopyRuns(OpenedDb opened, Path folder) throws IOException {
        this.db = opened.db();
        this.families = opened.families();
        this.options = opened.fileOptions();
        this.folder = folder;
        Files.createDirectories(folder);
        try (Stream<Path> left = Files.list(folder)) {
            for (Path file : left.toList()) {
                Files.delete(file);
            }
        }
    }

    /** Takes what it can of a batch, and returns the rest, to be written afterwards. */
    List<TableBatch.Change> take(List<TableBatch.Change> changes) throws RocksDBException, IOException {
        if (open.isEmpty() && changes.stream().noneMatch(TableBatch.LayOver.class::isInstance)) {
            return changes;
        }
        List<TableBatch.Change> rest = new ArrayList<>();
        for (TableBatch.Change change : changes) {
            if (!(change instanceof TableBatch.LayOver layOver)) {
                makeWayFor(change);
                rest.add(change);
            } else if (!take(layOver, rest)) {
                ingestAll(run -> run.tokens().overlaps(layOver.tokens()));
                rest.add(layOver);
            }
        }
        return rest;
    }

    /** Whether anything got into the table since this was last asked. */
    boolean takeIngested() {
        boolean was = ingested;
        ingested = false;
        return was;
    }

    private boolean take(TableBatch.LayOver layOver, List<TableBatch.Change> earlier)
            throws RocksDBException, IOException {
        SortedRun run = runBefore(layOver);
        if (run == null) {
            ingestAll(other -> other.tokens().overlaps(layOver.tokens()));
            if (layOver.entries().length() < MIN_PAGE_BYTES || open.size() >= MAX_OPEN) {
                return false;
            }
        }
        boolean isUntouched = earlier.stream().noneMatch(change -> touches(change, layOver.tokens()));
        if (!isUntouched || !isInOrder(layOver) || !isEmpty(layOver)) {
            return false;
        }
        append(layOver, run == null ? begin(layOver.tokens()) : run);
        return true;
    }

    /** The run that the page goes on with. */
    private @Nullable SortedRun runBefore(TableBatch.LayOver layOver) {
        Key after = layOver.after();
        for (SortedRun run : open) {
            if (after != null && after.equals(run.upTo()) && run.tokens().equals(layOver.tokens())) {
                return run;
            }
        }
        return null;
    }

    private void append(TableBatch.LayOver layOver, SortedRun begun) throws RocksDBException, IOException {
        SortedRun run = begun;
        byte[] array = layOver.entries().array();
        if (page.capacity() < array.length) {
            page = ByteBuffer.allocateDirect(array.length);
        }
        page.clear().put(array);
        ByteBuffer key = page.duplicate();
        ByteBuffer state = page.duplicate();
        for (EntryRun.Cursor entry = layOver.entries().cursor(); entry.next(); ) {
            long token = entry.token();
            if (!run.mayBeFollowedBy(token)) {
                ingest(run);
                run = begin(layOver.tokens());
            }
            key.limit(entry.stateAt()).position(entry.keyAt());
            state.limit(entry.stateAt() + entry.stateLength()).position(entry.stateAt());
            run.add(token, key, state);
            if (entry.isTombstone()) {
                list(run, array, entry);
            }
        }
        run.upTo(layOver.upTo());
        if (layOver.upTo() == null || run.bytes() >= MAX_RUN_BYTES) {
            ingest(run);
        }
    }

    private static void list(SortedRun run, byte[] array, EntryRun.Cursor tombstone) throws RocksDBException {
        byte[] entryKey = Arrays.copyOfRange(array, tombstone.keyAt(), tombstone.stateAt());
        byte[] state = Arrays.copyOfRange(array, tombstone.stateAt(), tombstone.stateAt() + tombstone.stateLength());
        run.list(entryKey, TableFormat.tombstoneValue(TableFormat.sequenceOf(state)));
    }

    private SortedRun begin(TokenRange tokens) throws RocksDBException {
        files++;
        SortedRun run = new SortedRun(tokens, folder.resolve(files + ".sst"), options);
        open.add(run);
        return run;
    }

    private void makeWayFor(TableBatch.Change change) throws RocksDBException, IOException {
        if (change instanceof TableBatch.Drop drop) {
            for (SortedRun run : List.copyOf(open)) {
                if (drop.tokens().covers(run.tokens())) {
                    discard(run);
                }
            }
        }
        ingestAll(run -> touches(change, run.tokens()));
    }

    private void ingestAll(Predicate<SortedRun> which) throws RocksDBException, IOException {
        for (SortedRun run : List.copyOf(open)) {
            if (which.test(run)) {
                ingest(run);
            }
        }
    }

    private void ingest(SortedRun run) throws RocksDBException, IOException {
        run.ingest(db, families);
        ingested = true;
        discard(run);
    }

    private void discard(SortedRun run) throws IOException {
        open.remove(run);
        run.discard();
    }

    /** Whether nothing of the page's interval stands in the table. */
    private boolean isEmpty(TableBatch.LayOver layOver) throws RocksDBException {
        for (Arc arc : Arc.between(layOver.tokens(), layOver.after(), layOver.upTo())) {
            if (!arc.isEmpty(db, families.entries())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the entries rise in the order of the range, within the page's bounds. Pages come from other nodes: one
     * that is not as it should be is written the careful way.
     */
    private static boolean isInOrder(TableBatch.LayOver layOver) {
        byte[] array = layOver.entries().array();
        long start = layOver.tokens().startExclusive() + 1;
        EntryRun.Cursor entry = layOver.entries().cursor();
        if (!entry.next()) {
            return true;
        }
        if (!layOver.covers(entry.key())) {
            return false;
        }
        long lastToken;
        int lastAt;
        int lastEnd;
        do {
            lastToken = entry.token();
            lastAt = entry.keyAt();
            lastEnd = entry.stateAt();
            if (!entry.next()) {
                return layOver.covers(entry.key());
            }
            int byToken = Long.compareUnsigned(lastToken - start, entry.token() - start);
            if (byToken > 0) {
                return false;
            }
            if (byToken == 0
                    && Arrays.compareUnsigned(array, lastAt, lastEnd, array, entry.keyAt(), entry.stateAt()) >= 0) {
                return false;
            }
        } while (true);
    }

    private static boolean touches(TableBatch.Change change, TokenRange tokens) {
        if (change instanceof TableBatch.Put put) {
            return tokens.contains(put.entry().key().token());
        } else if (change instanceof TableBatch.Purge purge) {
            return tokens.contains(purge.key().token());
        } else if (change instanceof TableBatch.LayOver layOver) {
            return tokens.overlaps(layOver.tokens());
        } else if (change instanceof TableBatch.Drop drop) {
            return tokens.overlaps(drop.tokens());
        }
        return false;
    }

    /** Whatever is not in the table yet belongs to a copy that is not whole, and is given up. */
    @Override
    public void close() {
        open.forEach(SortedRun::close);
        open.clear();
    }
}
