package io.ordinal.node.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.node.NodeEffect;
import io.ordinal.node.NodeEvent;
import io.ordinal.node.TableBatch;
import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.node.rocksdb.RocksTable;
import io.ordinal.node.rocksdb.TableSettings;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.MoveSettings;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every range has the same two entries, and a page holds one of them. */
class CopyDeskTest {
    private static final NodeId PEER = new NodeId("n2");
    private static final int RANGES = MoveSettings.MOST_MOVES_PER_NODE + 2;
    private static final int ONE_ENTRY_BYTES = 1;

    @TempDir
    private Path folder;

    private RocksTable table;
    private CopyDesk desk;

    @BeforeEach
    void open() {
        table = RocksTable.open(folder, TableSettings.DEFAULT);
        desk = new CopyDesk(table);
        List<TableBatch.Change> changes = new ArrayList<>();
        for (String key : List.of("city", "country")) {
            changes.add(new TableBatch.Put(new StoredEntry(Key.utf8(key), Bytes.utf8("value"), 1, 0)));
        }
        for (int range = 1; range <= RANGES; range++) {
            changes.add(
                    new TableBatch.Progress(new RangeId(range), new RangeProgress(1, new Position(1, 1), 1_000, 0)));
        }
        table.apply(new TableBatch(changes));
    }

    @AfterEach
    void close() {
        desk.close();
        table.close();
    }

    private NodeEvent page(int range, long copy, Key after) {
        return desk.read(
                new NodeEffect.ReadCopy(1, new RangeId(range), PEER, copy, after, ONE_ENTRY_BYTES),
                TokenRange.WHOLE_RING,
                1_000);
    }

    private Key firstPage(int range, long copy) {
        NodeEvent read = page(range, copy, null);
        assertThat(read).isInstanceOf(NodeEvent.CopyRead.class);
        Key next = ((NodeEvent.CopyRead) read).next();
        assertThat(next).as("there is a second page").isNotNull();
        return next;
    }

    @Test
    void copiesThatWereReadToTheirEndAreInNobodysWay() {
        for (int range = 1; range <= RANGES; range++) {
            Key next = firstPage(range, 1);
            assertThat(page(range, 1, next)).isInstanceOf(NodeEvent.CopyRead.class);
        }
    }

    @Test
    void copiesInTheMiddleAreKeptAndOthersWaitUntilOneIsAtItsEnd() {
        List<Key> next = new ArrayList<>();
        int open = 0;
        while (page(open + 1, 1, null) instanceof NodeEvent.CopyRead read) {
            next.add(read.next());
            open++;
        }
        assertThat(open).isBetween(4, RANGES - 1);

        assertThat(page(1, 1, next.get(0))).isInstanceOf(NodeEvent.CopyRead.class);
        assertThat(page(open + 1, 1, null)).isInstanceOf(NodeEvent.CopyRead.class);
        assertThat(page(2, 1, next.get(1))).isInstanceOf(NodeEvent.CopyRead.class);
    }

    @Test
    void aPeerThatBeginsAnewHasGivenUpWhatItHadOfTheRange() {
        for (long copy = 1; copy <= RANGES; copy++) {
            firstPage(1, copy);
        }
        firstPage(2, 1);
    }
}
