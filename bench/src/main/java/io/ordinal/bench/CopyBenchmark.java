package io.ordinal.bench;

import io.ordinal.node.JournalRecord;
import io.ordinal.node.TableBatch;
import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.node.chronicle.ChronicleJournal;
import io.ordinal.node.rocksdb.RocksTable;
import io.ordinal.protocol.EntryRun;
import io.ordinal.protocol.EpochStart;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Key;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.Member;
import io.ordinal.ring.Move;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Reign;
import io.ordinal.ring.RingPlan;
import io.ordinal.ring.StoredMap;
import io.ordinal.ring.TokenRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How fast a range is copied to the target of a move, beside how fast a plain file of as many bytes is copied through a
 * socket. Both in turn, in one process, on loopback, to the same disk; what is read lies in the page cache for both.
 *
 * <p>The copy of a range is timed from when both nodes are told of the move until the target's table holds the whole range
 * and is flushed; connecting is done before, catching up and verifying come after. The plain copy is timed from before it
 * connects until the file is forced. Bytes are those of keys and values.
 */
public final class CopyBenchmark {
    private static final RangeId RANGE = new RangeId(1);
    private static final int PATIENCE_SECONDS = 300;
    private static final int PAGE = 1_000;

    /** A node that moves ranges has been running for a while: its code is compiled. */
    private static final int WARM_UP_ROUNDS = 8;

    private static final ClusterId CLUSTER = new ClusterId(new UUID(1, 1));
    private static final Member SOURCE = new Member(new NodeId("n1"), new DiskId(new UUID(1, 2)));
    private static final Member TARGET = new Member(new NodeId("n2"), new DiskId(new UUID(1, 3)));

    private final int entries;
    private final int valueBytes;
    private long bytes;
    private long version = 1;

    private CopyBenchmark(int mib, int valueBytes) {
        this.valueBytes = valueBytes;
        this.entries = (int) (((long) mib << 20) / (valueBytes + key(0).bytes().length()));
    }

    /** Arguments: MiB to copy, bytes of a value, rounds that are measured; some more before them warm up. */
    public static void main(String[] arguments) throws InterruptedException {
        int mib = Integer.parseInt(arguments[0]);
        int valueBytes = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        try (BenchFolder folder = BenchFolder.open("copy")) {
            new CopyBenchmark(mib, valueBytes).run(folder.path(), rounds);
        }
    }

    private void run(Path folder, int rounds) throws InterruptedException {
        Path file = folder.resolve("file");
        Path source = folder.resolve("source");
        fill(source, file);
        System.out.printf(
                Locale.ROOT,
                "%,d entries with values of %,d B: %.0f MB; the first rounds warm up%n",
                entries,
                valueBytes,
                bytes / 1e6);
        double[] ofFile = new double[rounds];
        double[] ofRange = new double[rounds];
        for (int round = 1 - WARM_UP_ROUNDS; round <= rounds; round++) {
            Stopwatch.Took ofThisFile;
            Stopwatch.Took ofThisRange;
            // Deleted after each: what is written in one round is not to be written back to the disk during the next.
            try (BenchFolder copies = BenchFolder.in(folder)) {
                ofThisFile = FileOverSocket.copy(file, copies.path().resolve("file"));
            }
            try (BenchFolder copies = BenchFolder.in(folder)) {
                ofThisRange = copyRange(source, copies.path());
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s: file through a socket %.0f MB/s (%d ms of processors), range to another node %.0f MB/s (%d ms), ratio %.2f%n",
                    round > 0 ? "round " + round : "warm-up",
                    rate(ofThisFile),
                    ofThisFile.processorNanos() / 1_000_000,
                    rate(ofThisRange),
                    ofThisRange.processorNanos() / 1_000_000,
                    rate(ofThisRange) / rate(ofThisFile));
            if (round > 0) {
                ofFile[round - 1] = rate(ofThisFile);
                ofRange[round - 1] = rate(ofThisRange);
            }
        }
        double fileRate = median(ofFile);
        double rangeRate = median(ofRange);
        System.out.printf(
                Locale.ROOT,
                "median:  file through a socket %.0f MB/s, range to another node %.0f MB/s, ratio %.2f%n",
                fileRate,
                rangeRate,
                rangeRate / fileRate);
    }

    private double rate(Stopwatch.Took took) {
        return bytes * 1e3 / took.nanos();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** The source as if it had once been copied itself: nothing is left to be compacted. And a file of the same bytes. */
    private void fill(Path source, Path file) {
        SplittableRandom random = new SplittableRandom(7);
        try (RocksTable table = CopyNode.openTable(source);
                ChronicleJournal journal = CopyNode.openJournal(source);
                FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            List<Key> keys = sortedKeys();
            Key after = null;
            List<StoredEntry> page = new ArrayList<>();
            for (int i = 0; i < entries; i++) {
                byte[] value = new byte[valueBytes];
                random.nextBytes(value);
                Key key = keys.get(i);
                page.add(new StoredEntry(key, Bytes.wrap(value), i + 1, 0));
                write(out, key.bytes().array());
                write(out, value);
                bytes += key.bytes().length() + valueBytes;
                if (page.size() == PAGE || i == entries - 1) {
                    Key upTo = i == entries - 1 ? null : key;
                    table.apply(new TableBatch(List.of(
                            new TableBatch.LayOver(TokenRange.WHOLE_RING, after, upTo, EntryRun.of(page), entries))));
                    after = key;
                    page.clear();
                }
            }
            Position last = new Position(1, entries);
            table.apply(new TableBatch(List.of(new TableBatch.Progress(RANGE, new RangeProgress(1, last, 1, 0)))));
            table.flush();
            journal.replay(record -> {});
            journal.append(List.of(
                    new JournalRecord.Created(RANGE, 1, TokenRange.WHOLE_RING),
                    new JournalRecord.Copied(RANGE, last, 1, List.of(new EpochStart(1, Position.START)))));
            journal.force();
            journal.markCleanStop();
        } catch (IOException e) {
            throw new UncheckedIOException("the source could not be made", e);
        }
    }

    private List<Key> sortedKeys() {
        List<Key> keys = new ArrayList<>(entries);
        for (int i = 0; i < entries; i++) {
            keys.add(key(i));
        }
        keys.sort(TokenRange.WHOLE_RING.order());
        return keys;
    }

    private static void write(FileChannel out, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
    }

    private static Key key(int i) {
        return Key.utf8(String.format(Locale.ROOT, "customer/%08d", i));
    }

    private Stopwatch.Took copyRange(Path sourceFolder, Path targetFolder) throws InterruptedException {
        try (CopyNode source = CopyNode.start(CLUSTER, SOURCE, sourceFolder);
                CopyNode target = CopyNode.start(CLUSTER, TARGET, targetFolder)) {
            source.meet(target);
            target.meet(source);
            long epoch = ++version;
            tell(epoch, null, source, target);
            if (!source.leadsIn(epoch).await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the source does not lead");
            }
            Stopwatch watch = new Stopwatch();
            tell(epoch, new Move(epoch, TARGET, SOURCE), source, target);
            while (!target.table().progress().containsKey(RANGE)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                if (watch.nanos() > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                    throw new IllegalStateException("the range was not copied in time");
                }
            }
            target.table().flush();
            return watch.took();
        }
    }

    private void tell(long epoch, @Nullable Move move, CopyNode... nodes) {
        version++;
        RangeAssignment range = new RangeAssignment(
                RANGE, TokenRange.WHOLE_RING, List.of(SOURCE), List.of(), SOURCE, epoch, move, null, List.of());
        ClusterMap map = new ClusterMap(
                CLUSTER,
                version,
                new UUID(2, version),
                ClusterMap.NO_PARENT,
                new Reign(1, new UUID(3, 1), SOURCE),
                1,
                List.of(new KnownNode(SOURCE, "", 1), new KnownNode(TARGET, "", 1)),
                List.of(range),
                2,
                RingPlan.NONE);
        for (CopyNode node : nodes) {
            node.shell().mapSeen(new StoredMap(map, (int) version, version));
        }
    }
}
