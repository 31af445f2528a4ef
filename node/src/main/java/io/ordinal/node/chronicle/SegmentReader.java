package io.ordinal.node.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Walks the batches in one segment file, believing nothing that it has not checked.
 *
 * <p>It follows Chronicle Queue's documents itself (four bytes, little-endian: the length in the lower 30 bits, then one
 * bit for metadata and one for an unfinished document; documents begin at multiples of four). Chronicle's own tailer
 * stops at a hole for ever, and follows a damaged length or index out of the file's mapping; here each step stays inside
 * the file, and each batch has its own checksum. Confined to one thread.
 */
final class SegmentReader implements AutoCloseable {
    private static final int UNFINISHED = 0x8000_0000;
    private static final int METADATA = 0x4000_0000;
    private static final int END_OF_SEGMENT = UNFINISHED | METADATA;
    private static final int LENGTH = 0x3fff_ffff;
    private static final int HEADER_BYTES = 4;
    private static final int WINDOW_BYTES = 256 << 10;

    /** What a disk writes as a whole, or not at all. */
    private static final int SECTOR_BYTES = 512;

    /** Fewer zeros at the end of a document may be its padding. */
    private static final int MIN_MISSING_BYTES = 8;

    /** Why a walk did not go on. */
    enum Stop {
        /** Nothing was ever written here. */
        END,
        /** A document was begun here and never finished: the process died while writing. */
        UNFINISHED,
        /** Something is here that is no valid document. */
        DAMAGE
    }

    private final Path file;
    private final FileChannel channel;
    private final long size;
    private ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
    private long windowOffset;
    private long offset;
    private Stop stop = Stop.END;

    private SegmentReader(Path file, FileChannel channel, long size, long offset) {
        this.file = file;
        this.channel = channel;
        this.size = size;
        this.offset = offset;
    }

    static SegmentReader open(Path file) throws IOException {
        return openAt(file, 0);
    }

    /** @param offset where a document begins */
    static SegmentReader openAt(Path file, long offset) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new SegmentReader(file, channel, channel.size(), offset);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The next batch, its bytes valid until the next call; null if the walk stops at {@link #offset}, see {@link #stop}. */
    @Nullable
    Batch next() throws IOException {
        while (true) {
            int header = size - offset < HEADER_BYTES ? 0 : Integer.reverseBytes(intAt(offset));
            if (header == 0 || header == END_OF_SEGMENT) {
                return stopHere(Stop.END);
            }
            if ((header & UNFINISHED) != 0) {
                return stopHere(Stop.UNFINISHED);
            }
            int length = header & LENGTH;
            if (length > size - offset - HEADER_BYTES) {
                return stopHere(Stop.DAMAGE);
            }
            if ((header & METADATA) == 0) {
                @Nullable Batch batch = length > Batch.MAX_BYTES ? null : batchAt(offset + HEADER_BYTES, length);
                if (batch == null) {
                    return stopHere(Stop.DAMAGE);
                }
                offset = aligned(batch.end());
                return batch;
            }
            offset = aligned(offset + HEADER_BYTES + length);
        }
    }

    /** Looks for the next valid batch behind the place where the walk stopped, wherever it may be; null if there is none. */
    @Nullable
    Batch findNext() throws IOException {
        for (offset = aligned(offset + 1); size - offset >= Batch.HEADER_BYTES; offset += Batch.ALIGNMENT_BYTES) {
            if (intAt(offset) == Batch.MARK) {
                int length = intAt(offset + Integer.BYTES);
                if (length >= Batch.HEADER_BYTES && length <= Math.min(Batch.MAX_BYTES, size - offset)) {
                    @Nullable Batch batch = batchAt(offset, length);
                    if (batch != null) {
                        offset = aligned(batch.end()) - Batch.ALIGNMENT_BYTES;
                        return batch;
                    }
                }
            }
        }
        return null;
    }

    /** Whether anything but zeros lies behind the document header at which the walk stopped. */
    boolean anythingBehind() throws IOException {
        for (long place = offset + HEADER_BYTES; size - place >= Integer.BYTES; place += Integer.BYTES) {
            if (intAt(place) != 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the document at which the walk stopped looks like one that did not reach the disk as a whole: at least one
     * sector of it holds nothing but zeros, as the file did before, or the file ends in it.
     */
    boolean missesSector() throws IOException {
        long firstEnd = (offset / SECTOR_BYTES + 1) * SECTOR_BYTES;
        int header = size - offset < HEADER_BYTES ? 0 : Integer.reverseBytes(intAt(offset));
        if (header == 0) {
            return isZero(offset, Math.min(firstEnd, size));
        }
        int length = header & LENGTH;
        if (length > Batch.MAX_BYTES) {
            return false;
        }
        long end = offset + HEADER_BYTES + length;
        if (end > size) {
            return true;
        }
        for (long sector = firstEnd; sector < end; sector += SECTOR_BYTES) {
            long sectorEnd = Math.min(sector + SECTOR_BYTES, end);
            if (sectorEnd - sector >= MIN_MISSING_BYTES && isZero(sector, sectorEnd)) {
                return true;
            }
        }
        return false;
    }

    private boolean isZero(long from, long to) throws IOException {
        for (long place = from; to - place >= Integer.BYTES; place += Integer.BYTES) {
            if (intAt(place) != 0) {
                return false;
            }
        }
        return true;
    }

    Stop stop() {
        return stop;
    }

    /** Where the next document begins, or where the walk stopped. */
    long offset() {
        return offset;
    }

    Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private @Nullable Batch stopHere(Stop why) {
        stop = why;
        return null;
    }

    private @Nullable Batch batchAt(long batchOffset, int length) throws IOException {
        @Nullable Batch batch = Batch.readAt(batchOffset, at(batchOffset, length));
        return batch == null || batch.bytes().limit() != length ? null : batch;
    }

    /** That many bytes of the file, which has them. */
    private ByteBuffer at(long place, int count) throws IOException {
        if (place < windowOffset || place + count > windowOffset + window.limit()) {
            fill(place, count);
        }
        return window.slice((int) (place - windowOffset), count);
    }

    private int intAt(long place) throws IOException {
        if (place < windowOffset || place + Integer.BYTES > windowOffset + window.limit()) {
            fill(place, Integer.BYTES);
        }
        return window.getInt((int) (place - windowOffset));
    }

    private void fill(long place, int count) throws IOException {
        int wanted = (int) Math.min(Math.max(count, WINDOW_BYTES), size - place);
        // What was read last may still be in use, so it is not written over.
        window = ByteBuffer.allocate(wanted);
        windowOffset = place;
        while (window.hasRemaining()) {
            if (channel.read(window, place + window.position()) < 0) {
                window.position(wanted); // Chronicle gave back what it had not written: zeros, as before
            }
        }
        window.flip();
    }

    private static long aligned(long place) {
        return (place + Batch.ALIGNMENT_BYTES - 1) & -Batch.ALIGNMENT_BYTES;
    }
}
