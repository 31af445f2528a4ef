package io.ordinal.node.rocksdb;

import java.util.List;
import org.rocksdb.ColumnFamilyHandle;

/** The three column families of a table. They are flushed together or not at all. */
record Families(ColumnFamilyHandle progress, ColumnFamilyHandle entries, ColumnFamilyHandle retries)
        implements AutoCloseable {
    List<ColumnFamilyHandle> all() {
        return List.of(progress, entries, retries);
    }

    @Override
    public void close() {
        all().forEach(ColumnFamilyHandle::close);
    }
}
