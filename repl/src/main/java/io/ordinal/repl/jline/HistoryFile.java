package io.ordinal.repl.jline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Where typed lines are kept: in the user's home, for nobody else's eyes, since values may stand in them. */
final class HistoryFile {
    private HistoryFile() {}

    /** The file, made if need be; empty if there is no place for one. */
    static Optional<Path> open(Path home) {
        try {
            Path folder = home.resolve(".ordinal");
            Path file = folder.resolve("history");
            Files.createDirectories(folder);
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
            restrict(folder, "rwx------");
            restrict(file, "rw-------");
            return Optional.of(file);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void restrict(Path path, String permissions) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(PosixFilePermissions.fromString(permissions));
        }
    }
}
