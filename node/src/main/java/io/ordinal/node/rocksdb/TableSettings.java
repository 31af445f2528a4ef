package io.ordinal.node.rocksdb;

/**
 * How much memory a table may take. Many nodes may share one process, so the defaults are modest.
 *
 * @param blockCacheBytes for blocks of table files; more makes reads of cold keys cheaper. Default 64 MiB
 * @param memtableBytes for writes that are in no table file yet; more makes flushes rarer and table files larger, and
 *     the replay after a crash longer. Default 64 MiB
 */
public record TableSettings(long blockCacheBytes, long memtableBytes) {
    public static final TableSettings DEFAULT = new TableSettings(64L << 20, 64L << 20);

    private static final long MIN_BYTES = 1L << 20;

    public TableSettings {
        if (blockCacheBytes < MIN_BYTES || memtableBytes < MIN_BYTES) {
            throw new IllegalArgumentException("a table needs at least " + MIN_BYTES
                    + " bytes for its block cache and for its memtables, not " + blockCacheBytes + " and "
                    + memtableBytes);
        }
    }
}
