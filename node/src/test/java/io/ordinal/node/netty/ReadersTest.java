package io.ordinal.node.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.node.NodeEvent;
import io.ordinal.node.TableBatch;
import io.ordinal.node.chronicle.ChronicleJournal;
import io.ordinal.node.chronicle.Durability;
import io.ordinal.node.chronicle.JournalSettings;
import io.ordinal.node.rocksdb.RocksTable;
import io.ordinal.node.rocksdb.TableCopy;
import io.ordinal.node.rocksdb.TableSettings;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadersTest {
    private static final RangeId RANGE = new RangeId(1);

    @TempDir
    private Path tableFolder;

    @TempDir
    private Path journalFolder;

    private final BlockingQueue<NodeEvent> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> failures = new LinkedBlockingQueue<>();

    private RocksTable table() {
        return RocksTable.open(tableFolder, TableSettings.DEFAULT);
    }

    private ChronicleJournal journal() {
        return ChronicleJournal.open(
                journalFolder, new JournalSettings(Durability.MEMORY, JournalSettings.DEFAULT.segmentBytes()));
    }

    private Readers readers(ChronicleJournal journal, RocksTable table) {
        return new Readers("n1", journal, table, () -> null, events::add, failures::add);
    }

    private static void put(RocksTable table, String key, String value) {
        table.apply(
                new TableBatch(List.of(new TableBatch.Put(new StoredEntry(Key.utf8(key), Bytes.utf8(value), 1, 0)))));
    }

    @Test
    void equalTablesHaveEqualDigestsAndOthersHaveNot() throws InterruptedException {
        try (ChronicleJournal journal = journal();
                RocksTable table = table();
                Readers readers = readers(journal, table)) {
            put(table, "city", "Bergen");
            long first = digest(readers, table);
            assertThat(digest(readers, table)).isEqualTo(first);

            put(table, "city", "Berlin");
            assertThat(digest(readers, table)).isNotEqualTo(first);
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void aDigestThatIsWantedWhileTheNodeClosesIsNoFailureAndKeepsNoSnapshot() {
        try (ChronicleJournal journal = journal();
                RocksTable table = table()) {
            Readers readers = readers(journal, table);
            TableCopy copy = table.openCopy(RANGE, TokenRange.WHOLE_RING);
            readers.close();
            readers.digest(1, copy);

            assertThatThrownBy(() -> copy.page(null, 1_000)).isInstanceOf(IllegalStateException.class);
            assertThat(failures).isEmpty();
        }
    }

    private long digest(Readers readers, RocksTable table) throws InterruptedException {
        readers.digest(1, table.openCopy(RANGE, TokenRange.WHOLE_RING));
        NodeEvent event = events.poll(10, TimeUnit.SECONDS);
        assertThat(event).isInstanceOf(NodeEvent.Digested.class);
        return ((NodeEvent.Digested) event).digest();
    }
}
