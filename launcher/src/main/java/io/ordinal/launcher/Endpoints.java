package io.ordinal.launcher;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ordinal.ring.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a cluster that runs under {@code ordinal up} listens, as {@code endpoints.json} in its data folder says it.
 *
 * @param pid the process that runs it
 * @param cluster its name under {@code /ordinal} in ZooKeeper
 * @param zookeeper HOST:PORT
 * @param nodes node id to HOST:PORT, of the nodes that run
 * @param web the URL of the web server; null if none runs
 * @param control HOST:PORT that takes {@code stop} and {@code start}
 * @param token what a request to {@code control} must carry. The file is readable by its owner only
 */
record Endpoints(
        long pid,
        String cluster,
        String zookeeper,
        Map<String, String> nodes,
        @Nullable String web,
        String control,
        String token) {
    private static final String FILE_NAME = "endpoints.json";
    private static final JsonMapper JSON = new JsonMapper();

    Endpoints {
        nodes = new LinkedHashMap<>(nodes);
    }

    Address controlAddress() {
        return Address.parse(control);
    }

    /** Whether the process that wrote this is still there. Its number may have been given to another by now. */
    boolean processIsAlive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Replaces the file in {@code folder} as a whole: a reader sees the old text or the new one. */
    void write(Path folder) throws IOException {
        Path temporary = Files.createTempFile(folder, FILE_NAME, ".new", ownerOnly(folder));
        try {
            Files.write(temporary, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
            Files.move(
                    temporary,
                    folder.resolve(FILE_NAME),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Empty if no cluster ran there, or it ended in good order. */
    static Optional<Endpoints> read(Path folder) {
        Path file = folder.resolve(FILE_NAME);
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), Endpoints.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JacksonException e) {
            throw new LaunchException(
                    ExitCode.FAILED,
                    file + " is not what `ordinal up` writes: delete it if no cluster runs on " + folder,
                    e);
        } catch (IOException e) {
            throw new LaunchException(
                    ExitCode.FAILED, file + " cannot be read (" + e.getMessage() + "): check its owner", e);
        }
    }

    static void delete(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(FILE_NAME));
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            };
        }
        return new FileAttribute<?>[0];
    }
}
