package io.ordinal.repl.file;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ordinal.repl.CommandFailedException;
import io.ordinal.repl.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * How far an import came, kept in a file while it runs and after it was interrupted.
 *
 * @param cluster the id of the cluster that holds those rows
 * @param sha256 of the imported file: another text under the same name is not resumed
 * @param meaning the options that decide which rows the file gives
 * @param rows from the first on that need not be written again
 */
record ImportState(int version, String cluster, String sha256, String meaning, long rows) {
    static final int VERSION = 1;

    private static final String SUFFIX = ".ordinal-import";
    private static final JsonMapper JSON = new JsonMapper();

    /** Beside the file; if nothing can be written there, in a folder of the user's own. */
    static Path place(Path file, String sha256) {
        Path whole = file.toAbsolutePath().normalize();
        Path folder = whole.getParent();
        if (folder != null && Files.isWritable(folder)) {
            return whole.resolveSibling(whole.getFileName() + SUFFIX);
        }
        return Path.of(System.getProperty("user.home"), ".ordinal", sha256 + SUFFIX);
    }

    /** Empty if there is none. */
    static Optional<ImportState> read(Path place) throws IOException {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(place), ImportState.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JacksonException e) {
            throw new CommandFailedException(
                    ExitStatus.FAILED,
                    place + " is not what an import writes: delete it, or give --restart to begin from the first row",
                    e);
        }
    }

    boolean fits(ImportState other) {
        return version == other.version
                && cluster.equals(other.cluster)
                && sha256.equals(other.sha256)
                && meaning.equals(other.meaning);
    }

    ImportState at(long newRows) {
        return new ImportState(version, cluster, sha256, meaning, newRows);
    }

    /** Replaces the file as a whole: after a crash there is the old text or the new one. */
    void write(Path place) throws IOException {
        Path folder = place.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path next = place.resolveSibling(place.getFileName() + ".new");
        Files.write(next, JSON.writeValueAsBytes(this));
        Files.move(next, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
