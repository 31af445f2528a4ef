package io.ordinal.bench;

import io.ordinal.node.Table;
import io.ordinal.node.TableBatch;
import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.node.rocksdb.RocksTable;
import io.ordinal.node.rocksdb.TableSettings;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** A node's table of 65,536 keys with values of 100 bytes: reads with the progress they stand for, and applying. */
@NullUnmarked
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TableBenchmark {
    private static final int REMEMBERED = 4_096;

    /** A table that holds every key once. */
    @State(Scope.Benchmark)
    public static class Filled {
        private BenchFolder folder;
        private SampleLog log;
        private RocksTable table;
        private Key[] absent;

        @Setup(Level.Trial)
        public void fill() {
            folder = BenchFolder.open("table");
            log = new SampleLog();
            table = RocksTable.open(folder.path(), TableSettings.DEFAULT);
            for (int i = 0; i < SampleLog.KEYS; i += 1_024) {
                table.apply(batch(1_024));
            }
            absent = new Key[SampleLog.KEYS];
            for (int i = 0; i < absent.length; i++) {
                absent[i] = Key.utf8("nobody/" + i);
            }
        }

        @TearDown(Level.Trial)
        public void close() {
            table.close();
            folder.close();
        }

        /** What a node applies for so many puts: entries, the answers to remember and to forget, and the progress. */
        TableBatch batch(int puts) {
            List<TableBatch.Change> changes = new ArrayList<>(3 * puts + 1);
            for (LogRecord record : log.grow(puts)) {
                LogRecord.Write write = (LogRecord.Write) record.payload();
                Operation.Put put = (Operation.Put) write.operation();
                long sequence = record.position().sequence();
                changes.add(new TableBatch.Put(new StoredEntry(put.key(), put.value(), sequence, 0)));
                changes.add(new TableBatch.Remember(
                        SampleLog.RANGE, List.of(new RetryRecord(write.request(), sequence, true, 0))));
                if (sequence % (REMEMBERED / 4) == 0) {
                    changes.add(new TableBatch.Forget(SampleLog.RANGE, Math.max(0, sequence - REMEMBERED)));
                }
            }
            changes.add(new TableBatch.Progress(SampleLog.RANGE, new RangeProgress(1, log.last(), 1, 0)));
            return new TableBatch(changes);
        }
    }

    /** Which key a thread reads next. */
    @State(Scope.Thread)
    public static class Cursor {
        private int next;

        int next() {
            next = (next + 7_919) & (SampleLog.KEYS - 1);
            return next;
        }
    }

    /** How many puts are applied together. */
    @State(Scope.Benchmark)
    public static class Group {
        @Param({"1", "32", "1000"})
        public int puts;
    }

    @Benchmark
    public Table.Read readPresent(Filled filled, Cursor cursor) {
        return filled.table.read(SampleLog.RANGE, filled.log.put(cursor.next()).key());
    }

    @Benchmark
    public Table.Read readAbsent(Filled filled, Cursor cursor) {
        return filled.table.read(SampleLog.RANGE, filled.absent[cursor.next()]);
    }

    /** The time of a whole group. */
    @Benchmark
    public void apply(Filled filled, Group group) {
        filled.table.apply(filled.batch(group.puts));
    }
}
