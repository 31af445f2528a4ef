package io.ordinal.node.rocksdb;

import java.util.List;
import org.rocksdb.ColumnFamilyHandle;

/** The four column families of a table. They are flushed together or not at all. */
record Families(
        ColumnFamilyHandle progress,
        ColumnFamilyHandle entries,
        ColumnFamilyHandle retries,
        ColumnFamilyHandle tombstones)
        implements AutoCloseable {
    List<ColumnFamilyHandle> all() {
        return List.of(progress, entries, retries, tombstones);
    }

    @Override
    public void close() {
        all().forEach(ColumnFamilyHandle::close);
    }
}
