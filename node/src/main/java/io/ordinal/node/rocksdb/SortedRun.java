package io.ordinal.node.rocksdb;

import io.ordinal.ring.Key;
import io.ordinal.ring.TokenRange;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.EnvOptions;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/**
 * Pages of a copy on their way into the table as one sorted file. Nothing of it is in the table until {@link #ingest},
 * which is durable at once. Confined to the applying thread.
 */
final class SortedRun implements AutoCloseable {
    /** Written out while the file grows, so that the force at its end has little left to do. */
    private static final long BYTES_PER_SYNC = 1L << 20;

    private final TokenRange tokens;
    private final Path file;
    private final EnvOptions envOptions = new EnvOptions();
    private final SstFileWriter writer;
    private @Nullable Key upTo;
    private long lastToken;
    private long bytes;
    private boolean hasTombstones;

    SortedRun(TokenRange tokens, Path file, Options options) throws RocksDBException {
        this.tokens = tokens;
        this.file = file;
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

    boolean hasTombstones() {
        return hasTombstones;
    }

    /**
     * Whether an entry that follows in the range's order may follow in the file: a range that wraps around zero is two
     * files.
     */
    boolean mayBeFollowedBy(long token) {
        return Long.compareUnsigned(lastToken, token) <= 0;
    }

    /** Adds what follows in the order of bytes; both buffers are direct ones. */
    void add(long token, ByteBuffer key, ByteBuffer state, boolean isTombstone) throws RocksDBException {
        bytes += key.remaining() + state.remaining();
        writer.put(key, state);
        lastToken = token;
        hasTombstones |= isTombstone;
    }

    /** Makes the file a part of the table, above whatever of the same keys is there. */
    void ingest(RocksDB db, Families families) throws RocksDBException {
        if (bytes == 0) {
            return;
        }
        writer.finish();
        // Older views may see it, too: nobody reads a range that is being copied. So it needs no number of its own,
        // for the sake of which it would be compacted by itself as soon as it is there.
        try (IngestExternalFileOptions options =
                new IngestExternalFileOptions().setMoveFiles(true).setSnapshotConsistency(false)) {
            db.ingestExternalFile(families.entries(), List.of(file.toString()), options);
        }
    }

    Path file() {
        return file;
    }

    @Override
    public void close() {
        writer.close();
        envOptions.close();
    }
}
