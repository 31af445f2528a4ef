package io.ordinal.node.rocksdb;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RateLimiter;
import org.rocksdb.RateLimiterMode;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksObject;

/**
 * An open RocksDB with everything native that belongs to it, closed in the order that RocksDB asks for: column families,
 * the database, then its options and caches.
 */
final class OpenedDb implements AutoCloseable {
    private static final int BLOOM_BITS_PER_KEY = 10;

    /**
     * Before compression. Larger blocks make files cheaper to write and to walk, smaller ones make it cheaper to read one
     * key that no cache has.
     */
    private static final int BLOCK_BYTES = 8 << 10;

    /**
     * A flush is often small: moves, splits and merges ask for one each. When there are so many files of flushes and
     * copies, or as much in them as in the first level, they are merged with that level: so it is kept small, else a few
     * kilobytes would have hundreds of megabytes written anew.
     */
    private static final int FLUSHED_FILES_BEFORE_MERGE = 24;

    private static final long FIRST_LEVEL_BYTES = 64L << 20;
    static final long TARGET_FILE_BYTES = 32L << 20;

    /**
     * Merges are written at the rate that is needed to keep up, from a twentieth of this on, and flushes go first: a merge
     * that may wait is spread over seconds, else it takes a processor from those who serve clients.
     */
    private static final long MOST_WRITTEN_BYTES_PER_SECOND = 512L << 20;

    /** How finely merges are spread. RocksDB looks every hundred of these whether the rate keeps up. */
    private static final long RATE_PERIOD_MICROS = 5_000;

    /** Files of the last level are not written anew at once because a view is closed that something in them was kept for. */
    private static final String LAST_LEVEL_REST_SECONDS = "600";

    private static final int BACKGROUND_JOBS = 2;
    private static final int MAX_OPEN_FILES = 512;
    private static final int KEPT_INFO_LOGS = 2;
    private static final long MAX_INFO_LOG_BYTES = 4L << 20;

    private final RocksDB db;
    private final Families families;
    private final Options fileOptions;
    private final List<RocksObject> belongings;

    private OpenedDb(RocksDB db, Families families, Options fileOptions, List<RocksObject> belongings) {
        this.db = db;
        this.families = families;
        this.fileOptions = fileOptions;
        this.belongings = belongings;
    }

    static OpenedDb open(Path folder, TableSettings settings) throws RocksDBException {
        List<RocksObject> belongings = new ArrayList<>();
        try {
            ColumnFamilyOptions familyOptions = familyOptions(settings, belongings);
            DBOptions options = dbOptions(settings, belongings);
            List<ColumnFamilyDescriptor> descriptors = List.of(
                    new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions),
                    new ColumnFamilyDescriptor("entries".getBytes(StandardCharsets.US_ASCII), familyOptions),
                    new ColumnFamilyDescriptor("retries".getBytes(StandardCharsets.US_ASCII), familyOptions),
                    new ColumnFamilyDescriptor("tombstones".getBytes(StandardCharsets.US_ASCII), familyOptions));
            Options fileOptions = new Options(options, familyOptions);
            belongings.add(fileOptions);
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            RocksDB db = RocksDB.open(options, folder.toString(), descriptors, handles);
            Families families = new Families(handles.get(0), handles.get(1), handles.get(2), handles.get(3));
            return new OpenedDb(db, families, fileOptions, belongings);
        } catch (RocksDBException | RuntimeException e) {
            closeAll(belongings);
            throw e;
        }
    }

    RocksDB db() {
        return db;
    }

    Families families() {
        return families;
    }

    /** For a file that is made outside, to become a part of a column family. */
    Options fileOptions() {
        return fileOptions;
    }

    @Override
    public void close() {
        families.close();
        db.close();
        closeAll(belongings);
    }

    private static ColumnFamilyOptions familyOptions(TableSettings settings, List<RocksObject> belongings) {
        LRUCache cache = new LRUCache(settings.blockCacheBytes());
        belongings.add(cache);
        BloomFilter filter = new BloomFilter(BLOOM_BITS_PER_KEY);
        belongings.add(filter);
        Properties unreachableOtherwise = new Properties();
        unreachableOtherwise.setProperty("bottommost_file_compaction_delay", LAST_LEVEL_REST_SECONDS);
        ColumnFamilyOptions options = Objects.requireNonNull(
                ColumnFamilyOptions.getColumnFamilyOptionsFromProps(unreachableOtherwise),
                "this RocksDB does not know an option that it is given by name");
        belongings.add(options);
        return options.setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setBlockSize(BLOCK_BYTES)
                        .setFilterPolicy(filter)
                        .setCacheIndexAndFilterBlocks(true)
                        .setPinL0FilterAndIndexBlocksInCache(true))
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setWriteBufferSize(settings.memtableBytes() / 2)
                .setMaxWriteBufferNumber(3)
                .setLevelCompactionDynamicLevelBytes(true)
                .setLevel0FileNumCompactionTrigger(FLUSHED_FILES_BEFORE_MERGE)
                .setLevel0SlowdownWritesTrigger(2 * FLUSHED_FILES_BEFORE_MERGE)
                .setLevel0StopWritesTrigger(3 * FLUSHED_FILES_BEFORE_MERGE)
                .setMaxBytesForLevelBase(FIRST_LEVEL_BYTES)
                .setTargetFileSizeBase(TARGET_FILE_BYTES);
    }

    private static DBOptions dbOptions(TableSettings settings, List<RocksObject> belongings) {
        RateLimiter rate = new RateLimiter(
                MOST_WRITTEN_BYTES_PER_SECOND,
                RATE_PERIOD_MICROS,
                RateLimiter.DEFAULT_FAIRNESS,
                RateLimiterMode.WRITES_ONLY,
                true);
        belongings.add(rate);
        DBOptions options = new DBOptions();
        belongings.add(options);
        return options.setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                // Without its own log, only this keeps progress and data of one batch together over a crash.
                .setAtomicFlush(true)
                .setDbWriteBufferSize(settings.memtableBytes())
                .setRateLimiter(rate)
                .setMaxBackgroundJobs(BACKGROUND_JOBS)
                .setMaxOpenFiles(MAX_OPEN_FILES)
                .setKeepLogFileNum(KEPT_INFO_LOGS)
                .setMaxLogFileSize(MAX_INFO_LOG_BYTES)
                .setStatsDumpPeriodSec(0);
    }

    private static void closeAll(List<RocksObject> belongings) {
        for (int i = belongings.size() - 1; i >= 0; i--) {
            belongings.get(i).close();
        }
    }
}
