package io.ordinal.node.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.node.TableBatch;
import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableKillTest {
    private static final RangeId RANGE = new RangeId(1);
    private static final TableSettings TINY = new TableSettings(1 << 20, 1 << 20);
    private static final int KEYS = 1_000;

    @TempDir
    private Path folder;

    /** The child overwrites 1,000 keys in turn, flushing often; whatever is found later must belong to one moment. */
    @Test
    void data_and_progress_agree_after_a_kill() throws IOException, InterruptedException {
        long found = 0;
        for (int kill = 0; kill < 3; kill++) {
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Overwriter.class.getName(),
                            folder.toString(),
                            Long.toString(found))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            long announced = readUntil(child, found + 20_000 + 777L * kill);
            child.destroyForcibly().waitFor();
            found = check(announced);
        }
        assertThat(found).isPositive();
        assertThat(unpackedLibraries()).isEqualTo(1);
    }

    private long check(long announced) {
        try (RocksTable table = RocksTable.open(folder, TINY)) {
            long applied = table.progress().get(RANGE).applied().sequence();
            assertThat(applied).isGreaterThanOrEqualTo(announced);
            List<StoredEntry> entries = table.scan(
                            RANGE, TokenRange.WHOLE_RING, Bytes.EMPTY, null, 2 * KEYS, 2 * KEYS, 1 << 30)
                    .entries();
            assertThat(entries).hasSize(KEYS);
            for (StoredEntry entry : entries) {
                long slot = Long.parseLong(entry.key().bytes().toUtf8());
                long expected = applied - Math.floorMod(applied - slot, KEYS);
                assertThat(entry.sequence()).as("key %d at #%d", slot, applied).isEqualTo(expected);
            }
            return applied;
        }
    }

    private long unpackedLibraries() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("lib"))) {
            return files.count();
        }
    }

    /**
     * Waits for a moment long after a flush, when RocksDB has written table files of its own accord, and returns what was
     * flushed last by then.
     */
    private static long readUntil(Process child, long enough) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
        long flushed = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals("well past it") && flushed >= enough) {
                return flushed;
            } else if (!line.equals("well past it")) {
                flushed = Long.parseLong(line);
            }
        }
        throw new AssertionError("the child ended by itself after " + flushed);
    }

    /** Write number n goes to key n modulo 1,000. */
    static final class Overwriter {
        private Overwriter() {}

        public static void main(String[] arguments) {
            RocksTable table = RocksTable.open(Path.of(arguments[0]), TINY);
            long sequence = Long.parseLong(arguments[1]);
            Bytes value = Bytes.wrap(new byte[300]);
            while (true) {
                sequence++;
                Key key = Key.utf8(Long.toString(sequence % KEYS));
                table.apply(new TableBatch(List.of(
                        new TableBatch.Put(new StoredEntry(key, value, sequence, 0)),
                        new TableBatch.Progress(RANGE, new RangeProgress(1, new Position(1, sequence), 0, 0)))));
                if (sequence % 10_000 == 0) {
                    System.out.println(table.flush().get(RANGE).sequence());
                } else if (sequence % 10_000 == 9_000) {
                    System.out.println("well past it");
                }
            }
        }
    }
}
