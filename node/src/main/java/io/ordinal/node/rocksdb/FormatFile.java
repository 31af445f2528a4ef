package io.ordinal.node.rocksdb;

import io.ordinal.node.UnknownFormatException;
import io.ordinal.node.file.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The file in a table's folder that says in which format the table is. */
final class FormatFile {
    private final Path folder;
    private final Path file;

    FormatFile(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("format");
    }

    /**
     * Checks the table's format, and notes it in an empty folder.
     *
     * @return whether what is there is of the version before, and must be brought up to date
     * @throws UnknownFormatException if software that is newer, or too old, made it
     */
    boolean isOutdated() throws IOException {
        if (Files.exists(file)) {
            String found = Files.readString(file).strip();
            boolean isOutdated = found.equals(Integer.toString(TableFormat.VERSION_WITHOUT_TOMBSTONES));
            if (!isOutdated && !found.equals(Integer.toString(TableFormat.VERSION))) {
                throw new UnknownFormatException("the table in " + folder, found, TableFormat.VERSION);
            }
            return isOutdated;
        } else if (Files.exists(folder.resolve("db"))) {
            throw new UnknownFormatException("the table in " + folder, "(none)", TableFormat.VERSION);
        }
        write();
        return false;
    }

    /** The table is in the present format, durably. */
    void write() throws IOException {
        DurableFiles.replace(file, List.of(Integer.toString(TableFormat.VERSION)));
    }
}
