package io.ordinal.node.rocksdb;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A table of small memory in a folder of its own, for each test anew. */
abstract class OpenTable {
    static final TableSettings SMALL = new TableSettings(4 << 20, 4 << 20);

    @TempDir
    Path folder;

    RocksTable table;

    /** On what is in the folder already. */
    @BeforeEach
    void open() {
        table = RocksTable.open(folder, SMALL);
    }

    @AfterEach
    void close() {
        table.close();
    }
}
