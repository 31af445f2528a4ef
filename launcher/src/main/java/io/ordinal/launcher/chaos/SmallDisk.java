package io.ordinal.launcher.chaos;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A small file system of its own under a folder, so that a disk can be filled and nobody but one node suffers. It takes
 * root and Linux to make one. For one thread at a time.
 */
final class SmallDisk {
    /** Enough for what a node wants free (512 MiB, and a quarter more before it believes it), and for some data. */
    private static final long BYTES = 1_400L << 20;

    private final Path folder;
    private final Path ballast;

    private SmallDisk(Path folder) {
        this.folder = folder;
        this.ballast = folder.resolve("ballast");
    }

    /** Whether this process may mount one: it tries. */
    static boolean canBeMade(Path folder) throws InterruptedException {
        try {
            make(folder.resolve("disk-probe")).remove();
            return true;
        } catch (ChaosFailedException e) {
            return false;
        }
    }

    /** Makes the folder, with a file system in it. The image is a sparse file beside it. */
    static SmallDisk make(Path folder) throws InterruptedException {
        Path image = folder.resolveSibling(folder.getFileName() + ".img");
        try {
            Files.createDirectories(folder);
            try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
                file.setLength(BYTES);
            }
        } catch (IOException e) {
            throw new ChaosFailedException(image + " cannot be made: " + e.getMessage(), e);
        }
        Tool.require("mkfs.ext4", "-q", "-F", image.toString());
        Tool.require("mount", "-o", "loop", image.toString(), folder.toString());
        return new SmallDisk(folder);
    }

    /** Not a byte is left. */
    void fill() throws InterruptedException {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            // What is lost to rounding and bookkeeping is too little for a node to write anything.
            Tool.require("fallocate", "-l", Long.toString(Math.max(1, free - (64L << 10))), ballast.toString());
        } catch (IOException e) {
            throw new ChaosFailedException("the disk at " + folder + " cannot be looked at: " + e.getMessage(), e);
        }
    }

    /** All that was taken is free again. */
    void empty() {
        try {
            Files.deleteIfExists(ballast);
        } catch (IOException e) {
            throw new ChaosFailedException(ballast + " cannot be deleted: " + e.getMessage(), e);
        }
    }

    /** Takes the file system away. Whoever still uses it keeps it until then. */
    void remove() throws InterruptedException {
        Tool.require("umount", "--lazy", folder.toString());
    }
}
