package io.ordinal.node.file;

import io.ordinal.ring.ClusterId;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.NodeId;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A node's folder on disk, locked for this process until closed.
 *
 * <pre>
 *   lock       who uses the folder
 *   identity   format version, node id, disk id, cluster id, run number, and how far the disk may be relied on
 *   journal/   the append-only log
 *   table/     the ordered state
 *   set-aside-DATE/   a journal and a table that were replaced by a rebuild; may be deleted
 * </pre>
 *
 * <p>The disk id is made once; the run number rises at every opening, durably, before anybody can hear of it. Not for
 * use by several threads.
 */
public final class DataFolder implements AutoCloseable {
    private static final List<String> PARTS = List.of("journal", "table");

    static final String WITHOUT_IDENTITY =
            "restore that file, or give the node a new folder with --data and a new name with --id";

    private final Path folder;
    private final FolderLock lock;
    private final @Nullable String boot;
    private volatile Identity identity;

    private DataFolder(Path folder, FolderLock lock, @Nullable String boot, Identity identity) {
        this.folder = folder;
        this.lock = lock;
        this.boot = boot;
        this.identity = identity;
    }

    /**
     * Opens a node's folder, making it if it is not there.
     *
     * @throws DataFolderException if the folder is in use, belongs to another node, or cannot be read or written
     * @throws io.ordinal.node.UnknownFormatException if another version of the software wrote it
     */
    public static DataFolder open(Path folder, NodeId node) {
        return open(folder, node, MachineBoot.id());
    }

    static DataFolder open(Path folder, NodeId node, Optional<String> boot) {
        Path absolute = folder.toAbsolutePath().normalize();
        makeUsable(absolute);
        try {
            FolderLock lock = FolderLock.take(absolute.resolve("lock"), absolute);
            try {
                Identity identity = startRun(absolute, node);
                Files.createDirectories(absolute.resolve("journal"));
                Files.createDirectories(absolute.resolve("table"));
                DurableFiles.forceFolder(absolute);
                return new DataFolder(absolute, lock, boot.orElse(null), identity);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw unusable(absolute, e);
        }
    }

    /**
     * Ties the folder to a cluster, once and for ever.
     *
     * @throws DataFolderException if it is tied to another one
     */
    public void bind(ClusterId cluster) {
        if (cluster.equals(identity.cluster())) {
            return;
        }
        if (identity.cluster() != null) {
            throw new DataFolderException("the data folder " + folder + " belongs to cluster " + identity.cluster()
                    + ", but ZooKeeper names cluster " + cluster
                    + ": check --zookeeper, or give this node a new folder with --data");
        }
        write(identity.withCluster(cluster));
    }

    /** Whether the machine has certainly not restarted since {@link #judged} was called in an earlier run. */
    public boolean machineRanOn() {
        return boot != null && boot.equals(identity.boot());
    }

    /**
     * Takes note, durably, of what was found of the journal. To be called before anything is appended to it.
     *
     * @param mayHaveLost why the node may have lost something that it acknowledged; empty if nothing new says so
     */
    public void judged(Optional<String> mayHaveLost) {
        write(identity.withSuspicion(mayHaveLost.orElse(identity.suspicion()), boot));
    }

    /** Why the node may have lost something that it acknowledged, in this run or an earlier one; empty if it has not. */
    public Optional<String> suspicion() {
        return Optional.ofNullable(identity.suspicion());
    }

    /** The journal says by itself from now on what of it is suspect. Durable when this returns. For any thread. */
    public void suspicionNoted() {
        write(identity.withSuspicion(null, identity.boot()));
    }

    /**
     * Moves journal and table out of the way, so that the node starts with empty ones under the identity it has. It is
     * suspect from before anything is moved. What a crash interrupts the next opening ends.
     *
     * @param date names the folder that they are moved to
     * @return that folder
     */
    public Path setAside(String date) {
        String name = freeName("set-aside-" + date);
        write(identity.withSuspicion("it was rebuilt", identity.boot()).withSettingAside(name));
        try {
            finishSettingAside(folder, name);
            Files.createDirectories(journal());
            Files.createDirectories(table());
            DurableFiles.forceFolder(folder);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
        write(identity.withSettingAside(null));
        return folder.resolve(name);
    }

    private String freeName(String wanted) {
        String name = wanted;
        for (int i = 2; Files.exists(folder.resolve(name)); i++) {
            name = wanted + "-" + i;
        }
        return name;
    }

    private static void finishSettingAside(Path folder, String name) throws IOException {
        Path aside = Files.createDirectories(folder.resolve(name));
        for (String part : PARTS) {
            if (Files.exists(folder.resolve(part)) && Files.notExists(aside.resolve(part))) {
                Files.move(folder.resolve(part), aside.resolve(part));
            }
        }
        DurableFiles.forceFolder(aside);
        DurableFiles.forceFolder(folder);
    }

    private synchronized void write(Identity next) {
        try {
            DurableFiles.replace(folder.resolve("identity"), next.toLines());
        } catch (IOException e) {
            throw unusable(folder, e);
        }
        identity = next;
    }

    public NodeId node() {
        return identity.node();
    }

    public DiskId disk() {
        return identity.disk();
    }

    /** Empty until the folder was bound to a cluster, in this run or an earlier one. */
    public Optional<ClusterId> cluster() {
        return Optional.ofNullable(identity.cluster());
    }

    /** 1 at the first opening, and higher at each later one. */
    public long runNumber() {
        return identity.runNumber();
    }

    public Path path() {
        return folder;
    }

    public Path journal() {
        return folder.resolve("journal");
    }

    public Path table() {
        return folder.resolve("table");
    }

    /** Lets the next process in. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    private static Identity startRun(Path folder, NodeId node) throws IOException {
        Path file = folder.resolve("identity");
        Identity identity;
        if (Files.exists(file)) {
            Identity found = Identity.parse(readLines(file), file);
            if (!found.node().equals(node)) {
                throw new DataFolderException("the data folder " + folder + " belongs to node " + found.node()
                        + ", not to " + node + ": start it with --id " + found.node()
                        + ", or give " + node + " a folder of its own with --data");
            }
            if (found.settingAside() != null) {
                finishSettingAside(folder, found.settingAside());
            }
            identity = found.withRunNumber(found.runNumber() + 1).withSettingAside(null);
        } else {
            refuseOrphans(folder);
            identity = new Identity(node, new DiskId(UUID.randomUUID()), null, 1, null, null, null);
        }
        DurableFiles.replace(file, identity.toLines());
        return identity;
    }

    /** Data without an identity might be anybody's: a fresh disk id over it would forget its promises. */
    private static void refuseOrphans(Path folder) throws IOException {
        for (String name : PARTS) {
            Path child = folder.resolve(name);
            if (Files.isDirectory(child)) {
                try (var files = Files.list(child)) {
                    if (files.findAny().isPresent()) {
                        throw new DataFolderException("the data folder " + folder + " holds data in " + name
                                + "/ but its file 'identity' is missing: " + WITHOUT_IDENTITY);
                    }
                }
            }
        }
    }

    private static List<String> readLines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (CharacterCodingException e) {
            throw new DataFolderException("the file " + file + " is damaged (not a text): " + WITHOUT_IDENTITY, e);
        }
    }

    private static void makeUsable(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new DataFolderException(
                    "the data folder " + folder + " is a file: remove it, or name another folder with --data");
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
        if (!Files.isReadable(folder) || !Files.isWritable(folder) || !Files.isExecutable(folder)) {
            throw new DataFolderException("the data folder " + folder + " is not readable and writable for user "
                    + System.getProperty("user.name") + ": change its owner, or name another folder with --data");
        }
    }

    private static DataFolderException unusable(Path folder, IOException e) {
        return new DataFolderException(
                "the data folder " + folder + " cannot be used (" + e
                        + "): check its permissions and its disk, or name another folder with --data",
                e);
    }
}
