package io.ordinal.bench;

import io.ordinal.node.Table;
import io.ordinal.node.TableBatch;
import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.node.rocksdb.RocksTable;
import io.ordinal.node.rocksdb.TableSettings;
import io.ordinal.protocol.EntryRun;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.TokenRange;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reads from a table that is four times as large as its block cache, keys in any order: most of them come from the
 * operating system's page cache, and a block is taken apart for each.
 */
@NullUnmarked
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ColdReadBenchmark {
    private static final long TABLE_BYTES = 4 * TableSettings.DEFAULT.blockCacheBytes();
    private static final int PAGE = 4_096;

    @Param({"100", "1024"})
    public int valueBytes;

    private BenchFolder folder;
    private RocksTable table;
    private Key[] keys;
    private SplittableRandom random;

    /** As a copy would: sorted files, nothing of which is left to be compacted while the reads are measured. */
    @Setup(Level.Trial)
    public void fill() {
        folder = BenchFolder.open("cold");
        table = RocksTable.open(folder.path(), TableSettings.DEFAULT);
        random = new SplittableRandom(42);
        int count = (int) (TABLE_BYTES / (valueBytes + key(0).bytes().length()));
        keys = IntStream.range(0, count)
                .mapToObj(ColdReadBenchmark::key)
                .sorted(TokenRange.WHOLE_RING.order())
                .toArray(Key[]::new);
        Key after = null;
        for (int from = 0; from < count; from += PAGE) {
            int upTo = Math.min(count, from + PAGE);
            List<StoredEntry> page = new ArrayList<>(upTo - from);
            for (int i = from; i < upTo; i++) {
                page.add(new StoredEntry(keys[i], value(), i + 1, 0));
            }
            Key last = upTo == count ? null : keys[upTo - 1];
            table.apply(new TableBatch(
                    List.of(new TableBatch.LayOver(TokenRange.WHOLE_RING, after, last, EntryRun.of(page), count))));
            after = last;
        }
        RangeProgress progress = new RangeProgress(1, new Position(1, count), 1, 0);
        table.apply(new TableBatch(List.of(new TableBatch.Progress(SampleLog.RANGE, progress))));
        table.flush();
    }

    /** Half random, so that a block takes half of its room. */
    private Bytes value() {
        byte[] value = new byte[valueBytes];
        for (int at = 0; at < valueBytes / 2; at++) {
            value[at] = (byte) random.nextInt();
        }
        return Bytes.wrap(value);
    }

    @TearDown(Level.Trial)
    public void close() {
        table.close();
        folder.close();
    }

    private static Key key(int i) {
        return Key.utf8("customer/" + (10_000_000 + i));
    }

    @Benchmark
    public Table.Read read() {
        return table.read(SampleLog.RANGE, keys[random.nextInt(keys.length)]);
    }
}
