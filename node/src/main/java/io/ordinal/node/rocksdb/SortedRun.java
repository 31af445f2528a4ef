package io.ordinal.node.rocksdb;

import io.ordinal.ring.Key;
import io.ordinal.ring.TokenRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.EnvOptions;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/**
 * Pages of a copy on their way into the table as one sorted file, and their tombstones as another one for the list of
 * them. Nothing of it is in the table until {@link #ingest}, which is durable at once. Confined to the applying thread.
 */
final class SortedRun implements AutoCloseable {
    /** Written out while the file grows, so that the force at its end has little left to do. */
    private static final long BYTES_PER_SYNC = 1L << 20;

    private final TokenRange tokens;
    private final Path file;
    private final Path listFile;
    private final Options options;
    private final EnvOptions envOptions = new EnvOptions();
    private final SstFileWriter writer;
    private @Nullable SstFileWriter list;
    private @Nullable Key upTo;
    private long lastToken;
    private long bytes;

    SortedRun(TokenRange tokens, Path file, Options options) throws RocksDBException {
        this.tokens = tokens;
        this.file = file;
        this.listFile = file.resolveSibling("tombstones-" + file.getFileName());
        this.options = options;
        this.writer = new SstFileWriter(envOptions.setBytesPerSync(BYTES_PER_SYNC), options);
        writer.open(file.toString());
    }

    TokenRange tokens() {
        return tokens;
    }

    /** Up to where it says everything of the range, inclusive. */
    @Nullable
    Key upTo() {
        return upTo;
    }

    void upTo(@Nullable Key end) {
        upTo = end;
    }

    long bytes() {
        return bytes;
    }

    /**
     * Whether an entry that follows in the range's order may follow in the file: a range that wraps around zero is two
     * files.
     */
    boolean mayBeFollowedBy(long token) {
        return Long.compareUnsigned(lastToken, token) <= 0;
    }

    /** Adds what follows in the order of bytes; both buffers are direct ones. */
    void add(long token, ByteBuffer key, ByteBuffer state) throws RocksDBException {
        bytes += key.remaining() + state.remaining();
        writer.put(key, state);
        lastToken = token;
    }

    /** Lists what was added last, as a tombstone. */
    void list(byte[] key, byte[] value) throws RocksDBException {
        if (list == null) {
            list = new SstFileWriter(envOptions, options);
            list.open(listFile.toString());
        }
        list.put(key, value);
    }

    /** Makes the file a part of the table, above whatever of the same keys is there. */
    void ingest(RocksDB db, Families families) throws RocksDBException {
        if (bytes == 0) {
            return;
        }
        writer.finish();
        if (list != null) {
            // A tombstone that is not listed would never be purged, so the list goes first.
            list.finish();
            ingest(db, families.tombstones(), listFile);
        }
        ingest(db, families.entries(), file);
    }

    private static void ingest(RocksDB db, ColumnFamilyHandle family, Path file) throws RocksDBException {
        // Older views may see it, too: nobody reads a range that is being copied. So it needs no number of its own,
        // for the sake of which it would be compacted by itself as soon as it is there.
        try (IngestExternalFileOptions options =
                new IngestExternalFileOptions().setMoveFiles(true).setSnapshotConsistency(false)) {
            db.ingestExternalFile(family, List.of(file.toString()), options);
        }
    }

    /** Deletes its files, or what ingesting has left of them. */
    void discard() throws IOException {
        close();
        Files.deleteIfExists(file);
        Files.deleteIfExists(listFile);
    }

    @Override
    public void close() {
        writer.close();
        if (list != null) {
            list.close();
        }
        envOptions.close();
    }
}
