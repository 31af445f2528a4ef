package io.ordinal.node.chronicle;

import io.ordinal.node.file.DurableFiles;
import io.ordinal.protocol.WireWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import net.openhft.chronicle.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * The segment that is being written: a Chronicle Queue in a folder of its own.
 *
 * <p>Its clock stands still, so it never rolls by itself; and since no queue is ever opened for writing again, Chronicle
 * never touches a segment that was damaged. Forcing is done here on the file, because Chronicle's own way covers only the
 * mapped part of it and tells of no errors. One thread at a time.
 */
final class SegmentWriter implements AutoCloseable {
    /** Chronicle takes documents of up to a quarter of this. */
    private static final int BLOCK_BYTES = 4 * Batch.MAX_BYTES + (8 << 20);

    private static final long HOUR_MILLIS = 3_600_000L;

    private final SegmentPlace place;
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;
    private @Nullable FileChannel channel;

    private SegmentWriter(SegmentPlace place, SingleChronicleQueue queue) {
        this.place = place;
        this.queue = queue;
        this.appender = queue.createAppender();
        this.appender.singleThreadedCheckDisabled(true);
    }

    /** Makes a new segment; it lasts through a loss of power only after the first {@link #force}. */
    static SegmentWriter create(SegmentPlace place) {
        try {
            Files.createDirectory(place.folder());
            long standingStill = place.number() * HOUR_MILLIS;
            SingleChronicleQueue queue = SingleChronicleQueueBuilder.single(
                            place.folder().toFile())
                    .rollCycle(RollCycles.FAST_HOURLY)
                    .timeProvider(() -> standingStill)
                    .blockSize(BLOCK_BYTES)
                    .syncMode(SyncMode.NONE)
                    .build();
            return new SegmentWriter(place, queue);
        } catch (IOException | RuntimeException | InternalError e) {
            throw new JournalFailedException("the journal segment " + place.folder() + " could not be made", e);
        }
    }

    /** Writes the batch in {@code out}. @return where in the file it begins */
    long append(WireWriter out) {
        try (DocumentContext document = appender.writingDocument()) {
            Bytes<?> bytes = wireOf(document).bytes();
            long offset = bytes.writePosition();
            bytes.write(out.array(), 0, out.length());
            return offset;
        } catch (RuntimeException | InternalError e) {
            throw new JournalFailedException("a batch was not appended to " + place.folder(), e);
        }
    }

    /** Makes everything appended so far durable, and with the first call the file itself. */
    void force() {
        try {
            if (channel == null) {
                channel = FileChannel.open(appender.currentFile().toPath(), StandardOpenOption.WRITE);
                channel.force(true);
                DurableFiles.forceFolder(place.folder());
                DurableFiles.forceFolder(place.folder().getParent());
            } else {
                channel.force(false);
            }
        } catch (IOException e) {
            throw new JournalFailedException("the journal segment " + place.folder() + " was not forced", e);
        }
    }

    Path file() {
        return appender.currentFile().toPath();
    }

    @Override
    public void close() {
        appender.close();
        queue.close();
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new JournalFailedException("the journal segment " + place.folder() + " was not closed", e);
            }
        }
    }

    private static Wire wireOf(DocumentContext document) {
        @Nullable Wire wire = document.wire();
        if (wire == null) {
            throw new IllegalStateException("the queue offers nothing to write to");
        }
        return wire;
    }
}
