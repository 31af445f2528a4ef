package io.ordinal.node.chronicle;

import io.ordinal.node.JournalRecord;
import io.ordinal.node.JournalRecordCodec;
import io.ordinal.node.file.DurableFiles;
import io.ordinal.protocol.MalformedMessageException;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.WireReader;
import io.ordinal.protocol.WireWriter;
import io.ordinal.ring.RangeId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's journal: one append-only log of all its ranges, in segments that are Chronicle Queue files.
 *
 * <p>Open it, {@link #replay} it once, then append. {@link #readLog} is for any thread; all other methods are for one
 * thread at a time, the journal thread.
 *
 * <p>A {@link JournalFailedException} leaves open what of the last append is on disk. The journal takes nothing after
 * one: the node stops.
 */
public final class ChronicleJournal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChronicleJournal.class);

    private final Path folder;
    private final JournalSettings settings;
    private final JournalOpening opening;
    private final LogIndex index = new LogIndex();
    private final WireWriter batch = new WireWriter();
    private final WireWriter one = new WireWriter();
    private final List<Segment> found;
    private final List<SegmentPlace> empty;
    private long lastBatch;
    private long forcedBatch;
    private long lastSegmentNumber;
    private boolean replayed;
    private boolean stopped;
    private @Nullable SegmentWriter writer;
    private @Nullable Segment segment;

    private ChronicleJournal(Path folder, JournalSettings settings, JournalScan scan, long lastSegmentNumber) {
        this.folder = folder;
        this.settings = settings;
        this.opening = new JournalOpening(scan.cleanStop(), scan.inMemoryOnly(), scan.tornTail());
        this.found = List.copyOf(scan.segments());
        this.empty = List.copyOf(scan.empty());
        this.lastBatch = scan.lastBatch();
        this.forcedBatch = scan.lastBatch();
        this.lastSegmentNumber = lastSegmentNumber;
    }

    /**
     * Opens the journal in a folder, which may be empty, and checks all of it. Nothing is changed before {@link #replay}:
     * until then another opening finds what this one found.
     *
     * @throws JournalCorruptException if something is damaged that was forced to disk
     * @throws io.ordinal.node.UnknownFormatException if another version of the software wrote it
     */
    public static ChronicleJournal open(Path folder, JournalSettings settings) {
        try {
            Files.createDirectories(folder);
            List<SegmentPlace> places = SegmentPlace.findAll(folder);
            JournalScan scan = JournalScan.of(places);
            scan.tornTail()
                    .ifPresent(torn -> LOG.warn(
                            "The journal's tail was torn and is cut: file={} offset={} lastBatch={}",
                            torn.file(),
                            torn.offset(),
                            torn.lastBatch()));
            if (!scan.segments().isEmpty()) {
                // What is read now may be in the page cache alone, if only the process had died.
                Segment newest = scan.segments().get(scan.segments().size() - 1);
                DurableFiles.forceFile(newest.file());
                DurableFiles.forceFolder(newest.place().folder());
            }
            DurableFiles.forceFolder(folder);
            long lastNumber =
                    places.isEmpty() ? 0 : places.get(places.size() - 1).number();
            return new ChronicleJournal(folder, settings, scan, lastNumber);
        } catch (IOException e) {
            throw new JournalFailedException("the journal in " + folder + " could not be opened", e);
        }
    }

    /** In which state the journal was found when it was opened. */
    public JournalOpening opening() {
        return opening;
    }

    /** Hands out everything kept, in the order in which it was appended. To be called once, before anything is appended. */
    public void replay(Consumer<JournalRecord> consumer) {
        if (replayed) {
            throw new IllegalStateException("the journal was replayed before");
        }
        replayed = true;
        try {
            for (SegmentPlace place : empty) {
                place.delete();
            }
            for (Segment old : found) {
                index.addSegment(old);
                replay(old, consumer);
            }
        } catch (IOException e) {
            throw failure("the journal in " + folder + " could not be replayed", e);
        }
    }

    /**
     * Appends records in this order. They are durable after the next {@link #force}; a crash before that may keep some
     * of the first ones.
     *
     * @throws IllegalArgumentException if a record is longer than a batch may be; the journal takes nothing after it
     */
    public void append(List<JournalRecord> records) {
        requireReady();
        if (!records.isEmpty()) {
            write(records, Batch.Kind.RECORDS, Batch.Kind.RECORDS);
        }
    }

    /** Makes everything appended durable, as far as the configured durability asks for it. */
    public void force() {
        requireReady();
        if (settings.durability() == Durability.DISK) {
            forceAlways();
        }
    }

    /** How many bytes the newest segment holds. */
    public long appendedBytesInSegment() {
        return segment == null ? 0 : segment.endOffset();
    }

    /** Whether it is time to {@link #roll}. */
    public boolean segmentFull() {
        return appendedBytesInSegment() >= settings.segmentBytes();
    }

    /** How many bytes all kept segments hold. */
    public long bytes() {
        return index.bytes();
    }

    /**
     * Begins a new segment with the whole protocol state of every range. Everything appended before and the state itself
     * are forced when this returns, whatever the durability.
     */
    public void roll(List<JournalRecord> state) {
        requireReady();
        forceAlways();
        closeSegment();
        write(state, Batch.Kind.STATE, Batch.Kind.STATE_COMPLETE);
        forceAlways();
    }

    /**
     * The records of a range that follow {@code after}, without a gap; what was cut is left out. Any thread may call
     * this, also while another one appends.
     *
     * @param maxBytes of records as written; one that is longer by itself still comes. A slice may be shorter: only an
     *     empty one that is not {@link LogSlice#gone} says that {@code after} is the end
     */
    public LogSlice readLog(RangeId range, Position after, int maxBytes) {
        RangeLog.@Nullable Route route = index.routeAfter(range, after, maxBytes);
        if (route == null) {
            return LogSlice.GONE;
        }
        try {
            return new JournalReader(range, after, maxBytes).read(route);
        } catch (IOException e) {
            throw new JournalFailedException("the log of " + range + " could not be read", e);
        }
    }

    /**
     * Deletes the oldest segments, as far as the rule allows: a later segment repeats the state; each log record in it
     * was cut, or is flushed; and each was cut, or is passed by every member, or else all segments together are larger
     * than {@code byteCap}.
     *
     * @param passed what every member of a range has, or needs no more
     * @param flushed what of a range is in table files that a crash cannot take back
     * @return how many segments were deleted
     */
    public int trim(Map<RangeId, Position> passed, Map<RangeId, Position> flushed, long byteCap) {
        requireReady();
        int deleted = 0;
        try {
            for (@Nullable Segment old = index.removeOldest(passed, flushed, byteCap);
                    old != null;
                    old = index.removeOldest(passed, flushed, byteCap)) {
                old.place().delete();
                deleted++;
            }
        } catch (IOException e) {
            throw failure("a journal segment in " + folder + " could not be deleted", e);
        }
        return deleted;
    }

    /** Says durably that the node stops in good order. Nothing may be appended afterwards. */
    public void markCleanStop() {
        requireReady();
        forceAlways();
        write(List.of(), Batch.Kind.CLEAN_STOP, Batch.Kind.CLEAN_STOP);
        forceAlways();
        stopped = true;
    }

    /** Gives up the files. Forces nothing, and is no clean stop. */
    @Override
    public void close() {
        closeSegment();
    }

    private void replay(Segment old, Consumer<JournalRecord> consumer) throws IOException {
        try (SegmentReader reader = SegmentReader.open(old.file())) {
            while (reader.offset() < old.endOffset()) {
                @Nullable Batch next = reader.next();
                if (next == null) {
                    throw new JournalCorruptException(
                            old.file(), reader.offset(), "what was valid a moment ago can no longer be read");
                }
                ByteBuffer encoded = next.records();
                for (int i = 0; encoded.hasRemaining(); i++) {
                    JournalRecord record = decode(Batch.nextRecord(encoded), old, next);
                    index.add(
                            record,
                            new LogIndex.Place(old, next.offset(), next.end(), new RecordNumber(next.number(), i)));
                    consumer.accept(record);
                }
            }
        }
    }

    private static JournalRecord decode(ByteBuffer encoded, Segment old, Batch in) {
        try {
            return JournalRecordCodec.read(new WireReader(encoded));
        } catch (MalformedMessageException e) {
            throw new JournalCorruptException(
                    old.file(),
                    in.offset(),
                    "a record of batch " + in.number() + " makes no sense: " + e.getMessage(),
                    e);
        }
    }

    private void requireReady() {
        if (!replayed) {
            throw new IllegalStateException("the journal must be replayed first");
        }
        if (stopped) {
            throw new IllegalStateException("the journal was stopped, by a failure or in good order");
        }
    }

    private void write(List<JournalRecord> records, Batch.Kind kind, Batch.Kind lastKind) {
        List<JournalRecord> inBatch = new ArrayList<>();
        Batch.begin(batch);
        for (JournalRecord record : records) {
            one.clear();
            JournalRecordCodec.write(record, one);
            if (one.length() > Batch.MAX_RECORD_BYTES) {
                stopped = true;
                throw new IllegalArgumentException("a journal record has at most " + Batch.MAX_RECORD_BYTES
                        + " bytes, this one has " + one.length());
            }
            if (batch.length() + Integer.BYTES + one.length() > Batch.MAX_BYTES - Batch.ALIGNMENT_BYTES) {
                writeBatch(inBatch, kind);
                inBatch.clear();
                Batch.begin(batch);
            }
            batch.writeFixedInt(one.length());
            batch.writeRaw(one.array(), 0, one.length());
            inBatch.add(record);
        }
        writeBatch(inBatch, lastKind);
    }

    private void writeBatch(List<JournalRecord> records, Batch.Kind kind) {
        long number = lastBatch + 1;
        Batch.finish(batch, kind, number, forcedBatch, settings.durability());
        SegmentWriter out = writer();
        long offset;
        try {
            offset = out.append(batch);
        } catch (JournalFailedException e) {
            stopped = true;
            throw e;
        }
        lastBatch = number;
        Segment into = segment(out);
        long end = offset + batch.length();
        index.grew(into, end, number, kind == Batch.Kind.STATE_COMPLETE);
        for (int i = 0; i < records.size(); i++) {
            index.add(records.get(i), new LogIndex.Place(into, offset, end, new RecordNumber(number, i)));
        }
    }

    private SegmentWriter writer() {
        if (writer == null) {
            lastSegmentNumber++;
            writer = SegmentWriter.create(SegmentPlace.of(folder, lastSegmentNumber));
        }
        return writer;
    }

    private Segment segment(SegmentWriter out) {
        if (segment == null) {
            segment = new Segment(SegmentPlace.of(folder, lastSegmentNumber), out.file());
            index.addSegment(segment);
        }
        return segment;
    }

    private void forceAlways() {
        if (writer != null && forcedBatch != lastBatch) {
            try {
                writer.force();
            } catch (JournalFailedException e) {
                stopped = true;
                throw e;
            }
            forcedBatch = lastBatch;
        }
    }

    private void closeSegment() {
        if (writer != null) {
            writer.close();
        }
        writer = null;
        segment = null;
    }

    private JournalFailedException failure(String what, IOException e) {
        stopped = true;
        return new JournalFailedException(what, e);
    }
}
