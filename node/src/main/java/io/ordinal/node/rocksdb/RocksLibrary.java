package io.ordinal.node.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/**
 * Loads RocksDB's native code, once a process.
 *
 * <p>Left to itself it unpacks 17 MB under a new name in the temporary folder, and a process that is killed leaves them
 * there. So it is unpacked under one name in a folder of the node instead, unless {@code ROCKSDB_SHAREDLIB_DIR} names
 * a place.
 */
final class RocksLibrary {
    private static final String PLACE_VARIABLE = "ROCKSDB_SHAREDLIB_DIR";

    private static boolean loaded;

    private RocksLibrary() {}

    static synchronized void load(Path folder) throws IOException {
        if (loaded) {
            return;
        }
        if (System.getenv(PLACE_VARIABLE) == null) {
            Files.createDirectories(folder);
            NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
        }
        RocksDB.loadLibrary();
        loaded = true;
    }
}
