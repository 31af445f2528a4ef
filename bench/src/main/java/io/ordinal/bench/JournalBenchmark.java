package io.ordinal.bench;

import io.ordinal.node.chronicle.ChronicleJournal;
import io.ordinal.node.chronicle.Durability;
import io.ordinal.node.chronicle.JournalSettings;
import io.ordinal.protocol.Position;
import io.ordinal.ring.RangeId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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
 * A journal thread at work: append a group of puts of 100 bytes, force once. Full segments are rolled and trimmed as a
 * node does it, inside the measurement. The time is that of a group.
 */
@NullUnmarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {
            JvmFlags.OPEN_REFLECT,
            JvmFlags.EXPORT_NIO,
            JvmFlags.EXPORT_REF,
            JvmFlags.NO_ANNOUNCER,
            JvmFlags.NO_DISK_MONITOR,
            JvmFlags.NO_ANALYTICS
        })
public class JournalBenchmark {
    private static final long BYTE_CAP = 512L << 20;

    @Param
    public Durability durability;

    @Param({"1", "32", "2000"})
    public int records;

    private BenchFolder folder;
    private SampleLog log;
    private ChronicleJournal journal;

    @Setup
    public void open() {
        folder = BenchFolder.open("journal");
        log = new SampleLog();
        journal = ChronicleJournal.open(
                folder.path(), new JournalSettings(durability, JournalSettings.DEFAULT.segmentBytes()));
        journal.replay(record -> {});
        journal.roll(List.of(log.state()));
    }

    @Benchmark
    public void appendAndForce() {
        journal.append(log.growJournal(records));
        journal.force();
        if (journal.segmentFull()) {
            journal.roll(List.of(log.state()));
            Map<RangeId, Position> all = Map.of(SampleLog.RANGE, log.last());
            journal.trim(all, all, BYTE_CAP);
        }
    }

    @TearDown
    public void close() {
        journal.close();
        folder.close();
    }
}
