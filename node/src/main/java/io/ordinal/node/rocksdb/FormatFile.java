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
     * @throws UnknownFormatException if another version of the software made it
     */
    void check() throws IOException {
        String known = Integer.toString(TableFormat.VERSION);
        if (Files.exists(file)) {
            String found = Files.readString(file).strip();
            if (!found.equals(known)) {
                throw new UnknownFormatException("the table in " + folder, found, TableFormat.VERSION);
            }
        } else if (Files.exists(folder.resolve("db"))) {
            throw new UnknownFormatException("the table in " + folder, "(none)", TableFormat.VERSION);
        } else {
            DurableFiles.replace(file, List.of(known));
        }
    }
}
