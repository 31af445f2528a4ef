package io.ordinal.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A fresh folder for what a benchmark writes, deleted when it is closed. It lies in the folder named by the system
 * property {@code ordinal.bench.folder}, else in that for temporary files. What it lies on decides what a force costs, so
 * {@link #open} prints it.
 */
final class BenchFolder implements AutoCloseable {
    private final Path path;

    private BenchFolder(Path path) {
        this.path = path;
    }

    static BenchFolder open(String name) {
        try {
            Path parent = Path.of(System.getProperty("ordinal.bench.folder", System.getProperty("java.io.tmpdir")));
            Files.createDirectories(parent);
            Path path = Files.createTempDirectory(parent, name);
            System.out.println("# in " + path + " on " + Files.getFileStore(path));
            return new BenchFolder(path);
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for a benchmark could be made", e);
        }
    }

    /** A folder inside of another one. */
    static BenchFolder in(Path parent) {
        try {
            return new BenchFolder(Files.createTempDirectory(parent, "copies"));
        } catch (IOException e) {
            throw new UncheckedIOException("no folder could be made in " + parent, e);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path + " could not be deleted", e);
        }
    }
}
