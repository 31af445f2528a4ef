package io.ordinal.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The data folder of a cluster that runs in one process, locked for as long as it is open.
 *
 * <pre>
 *   up.lock         held while a cluster runs
 *   endpoints.json  where it listens
 *   logs/           what it has to say
 *   zookeeper/      the embedded ZooKeeper's data
 *   nodes/n1/ ...   a folder a node
 *   ephemeral/      instead of the last two, with --ephemeral; deleted at the start and at the end
 * </pre>
 */
final class ClusterFolder implements AutoCloseable {
    private static final String LOCK = "up.lock";

    private final Path path;
    private final Path data;
    private final boolean ephemeral;
    private final FileChannel lock;

    private ClusterFolder(Path path, boolean ephemeral, FileChannel lock) {
        this.path = path;
        this.data = ephemeral ? path.resolve("ephemeral") : path;
        this.ephemeral = ephemeral;
        this.lock = lock;
    }

    /** Where a cluster keeps its data if nobody says otherwise: {@code ORDINAL_DATA}, or data/ beside the script. */
    static Path orDefault(@Nullable Path chosen) {
        if (chosen != null) {
            return chosen.toAbsolutePath().normalize();
        }
        String variable = System.getenv("ORDINAL_DATA");
        if (variable != null && !variable.isBlank()) {
            return Path.of(variable).toAbsolutePath().normalize();
        }
        return Path.of(System.getProperty("ordinal.home", ""), "data")
                .toAbsolutePath()
                .normalize();
    }

    /** @throws LaunchException if it cannot be used, or a cluster runs on it: then it says which */
    static ClusterFolder open(Path path, boolean ephemeral) {
        makeUsable(path);
        @Nullable FileChannel lock = tryLock(path);
        if (lock == null) {
            throw new LaunchException(ExitCode.FAILED, whoRuns(path));
        }
        ClusterFolder folder = new ClusterFolder(path, ephemeral, lock);
        try {
            if (ephemeral) {
                FolderTree.delete(folder.data);
            }
            Files.createDirectories(folder.data.resolve("nodes"));
            return folder;
        } catch (IOException e) {
            folder.unlock();
            throw unusable(path, e);
        }
    }

    Path path() {
        return path;
    }

    Path logFile() {
        return logFile(path);
    }

    static Path logFile(Path folder) {
        return folder.resolve("logs").resolve("ordinal.log");
    }

    Path zookeeper() {
        return data.resolve("zookeeper");
    }

    Path node(String id) {
        return data.resolve("nodes").resolve(id);
    }

    /** The nodes that have data here, sorted. */
    List<String> nodes() {
        try (Stream<Path> children = Files.list(data.resolve("nodes"))) {
            return children.filter(Files::isDirectory)
                    .map(child -> child.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    /** Lets the next one in, and takes away what nobody needs any more. */
    @Override
    public void close() {
        try {
            Endpoints.delete(path);
            if (ephemeral) {
                FolderTree.delete(data);
            }
        } catch (IOException e) {
            throw unusable(path, e);
        } finally {
            unlock();
        }
    }

    private void unlock() {
        try {
            lock.close();
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    private static void makeUsable(Path path) {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new LaunchException(
                    ExitCode.FAILED,
                    "the data folder " + path + " is a file: remove it, or name another folder with --data");
        }
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw unusable(path, e);
        }
        if (!Files.isReadable(path) || !Files.isWritable(path) || !Files.isExecutable(path)) {
            throw new LaunchException(
                    ExitCode.FAILED,
                    "the data folder " + path + " is not readable and writable for user "
                            + System.getProperty("user.name")
                            + ": change its owner, or name another folder with --data");
        }
    }

    /** Null if somebody holds it. */
    private static @Nullable FileChannel tryLock(Path path) {
        try {
            FileChannel channel =
                    FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() != null) {
                    return channel;
                }
            } catch (OverlappingFileLockException e) {
                // Held by this very process, which is as good as by another.
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            channel.close();
            return null;
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    private static String whoRuns(Path path) {
        Optional<Endpoints> running = Endpoints.read(path);
        String who = running.map(found -> " (process " + found.pid() + "; nodes "
                        + String.join(", ", found.nodes().values()) + "; ZooKeeper " + found.zookeeper()
                        + (found.web() == null ? "" : "; web " + found.web()) + ")")
                .orElse("");
        return "a cluster runs on " + path + " already" + who
                + ": use it with `ordinal status` or `ordinal repl`, stop it with Ctrl-C there,"
                + " or start another one with --data DIR";
    }

    private static LaunchException unusable(Path path, IOException e) {
        return new LaunchException(
                ExitCode.FAILED,
                "the data folder " + path + " cannot be used (" + e
                        + "): check its permissions and its disk, or name another folder with --data",
                e);
    }
}
