package io.ordinal.node.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Watches that a disk does not fill up: a full one would break the journal in the middle of a write, so a node refuses
 * writes a little earlier.
 *
 * <p>Once low, the space counts as low until a quarter more than the limit is free, lest the answer flutters. Not for
 * use by several threads.
 */
public final class FreeSpace {
    private final Path folder;
    private final long minFreeBytes;
    private boolean low;

    /**
     * @param minFreeBytes what must stay free: enough for everything that may still be written between two looks, that
     *     is two journal segments, the table's memory, and a compaction
     */
    public FreeSpace(Path folder, long minFreeBytes) {
        this.folder = folder;
        this.minFreeBytes = minFreeBytes;
    }

    /** Looks anew. */
    public boolean isLow() throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        low = free < (low ? minFreeBytes + minFreeBytes / 4 : minFreeBytes);
        return low;
    }
}
