package io.ordinal.node.chronicle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The check of a whole journal before it is used: which batches count, and whether anything is damaged.
 *
 * <p>Batches are numbered without a gap. The first number of a segment says where the one before it ends: what lies
 * behind that place there was a torn tail once, and counts no more. So making a new segment is what makes a torn tail
 * unreadable for good. Damage at the end of the newest segment is a torn tail if no batch, before or behind it, names
 * what was damaged as forced; any other damage is corruption.
 */
final class JournalScan {
    private final List<Segment> segments = new ArrayList<>();
    private final List<SegmentPlace> empty = new ArrayList<>();
    private long lastBatch;
    private long maxForced;
    private boolean anyBatch;
    private boolean cleanStop;
    private boolean inMemoryOnly;
    private @Nullable TornTail tornTail;

    private JournalScan() {}

    /** @throws JournalCorruptException if anything is damaged that had been forced */
    static JournalScan of(List<SegmentPlace> places) throws IOException {
        JournalScan scan = new JournalScan();
        List<OptionalLong> firsts = new ArrayList<>();
        for (SegmentPlace place : places) {
            firsts.add(firstBatchIn(place));
        }
        for (int i = 0; i < places.size(); i++) {
            OptionalLong next = firsts.subList(i + 1, places.size()).stream()
                    .filter(OptionalLong::isPresent)
                    .findFirst()
                    .orElse(OptionalLong.empty());
            scan.walk(places.get(i), next);
        }
        return scan;
    }

    /** The segments that hold batches, oldest first. */
    List<Segment> segments() {
        return segments;
    }

    /** Segments without any batch that counts: to be deleted. */
    List<SegmentPlace> empty() {
        return empty;
    }

    long lastBatch() {
        return lastBatch;
    }

    boolean cleanStop() {
        return cleanStop;
    }

    /** Whether the last that was written was never meant to outlive a loss of power. */
    boolean inMemoryOnly() {
        return inMemoryOnly;
    }

    Optional<TornTail> tornTail() {
        return Optional.ofNullable(tornTail);
    }

    private static OptionalLong firstBatchIn(SegmentPlace place) throws IOException {
        Optional<Path> file = place.queueFile();
        if (file.isEmpty()) {
            return OptionalLong.empty();
        }
        try (SegmentReader reader = SegmentReader.open(file.get())) {
            @Nullable Batch first = reader.next();
            return first == null ? OptionalLong.empty() : OptionalLong.of(first.number());
        }
    }

    private void walk(SegmentPlace place, OptionalLong firstOfNext) throws IOException {
        Optional<Path> file = place.queueFile();
        if (file.isEmpty()) {
            requireNewest(place.folder(), 0, firstOfNext);
            empty.add(place);
            return;
        }
        Segment segment = new Segment(place, file.get());
        try (SegmentReader reader = SegmentReader.open(file.get())) {
            walkBatches(reader, segment, firstOfNext);
            if (firstOfNext.isEmpty()) {
                judgeTail(reader);
            } else if (lastBatch != firstOfNext.getAsLong() - 1) {
                throw new JournalCorruptException(
                        file.get(),
                        reader.offset(),
                        "batch " + (lastBatch + 1) + " should be here, before batch " + firstOfNext.getAsLong()
                                + " in the next segment");
            }
        }
        if (segment.endOffset() == 0) {
            requireNewest(file.get(), 0, firstOfNext);
            empty.add(place);
        } else {
            segments.add(segment);
        }
    }

    private void walkBatches(SegmentReader reader, Segment segment, OptionalLong firstOfNext) throws IOException {
        while (firstOfNext.isEmpty() || !anyBatch || lastBatch < firstOfNext.getAsLong() - 1) {
            long offset = reader.offset();
            @Nullable Batch batch = reader.next();
            if (batch == null) {
                return;
            }
            if (anyBatch && batch.number() != lastBatch + 1) {
                throw new JournalCorruptException(
                        reader.file(),
                        offset,
                        "batch " + (lastBatch + 1) + " should be here, but batch " + batch.number() + " is");
            }
            count(batch, segment);
        }
    }

    private void count(Batch batch, Segment segment) {
        anyBatch = true;
        lastBatch = batch.number();
        maxForced = Math.max(maxForced, batch.forced());
        cleanStop = batch.is(Batch.Kind.CLEAN_STOP);
        inMemoryOnly = batch.wasInMemoryOnly();
        segment.grew(batch);
    }

    private void judgeTail(SegmentReader reader) throws IOException {
        long offset = reader.offset();
        boolean looksUnwritten = reader.stop() == SegmentReader.Stop.UNFINISHED || reader.missesSector();
        boolean damaged = reader.stop() == SegmentReader.Stop.DAMAGE
                || (reader.stop() == SegmentReader.Stop.END && reader.anythingBehind());
        for (@Nullable Batch lost = reader.findNext(); lost != null; lost = reader.findNext()) {
            damaged = true;
            maxForced = Math.max(maxForced, lost.forced());
        }
        if (maxForced > lastBatch) {
            throw new JournalCorruptException(
                    reader.file(),
                    offset,
                    "nothing valid is here, but batch " + (lastBatch + 1) + " to " + maxForced
                            + " were forced to disk once");
        }
        if (damaged && tornTail == null) {
            tornTail = new TornTail(reader.file(), offset, lastBatch, looksUnwritten);
        }
    }

    private void requireNewest(Path file, long offset, OptionalLong firstOfNext) {
        if (firstOfNext.isPresent()) {
            throw new JournalCorruptException(
                    file, offset, "the segment is empty, but a later one begins with batch " + firstOfNext.getAsLong());
        }
    }
}
