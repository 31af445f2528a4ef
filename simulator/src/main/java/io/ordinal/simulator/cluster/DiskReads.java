package io.ordinal.simulator.cluster;

import io.ordinal.node.NodeEffect;
import io.ordinal.node.NodeEvent;
import io.ordinal.node.Table;
import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.EntryRun;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Position;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.RangeLog;
import io.ordinal.simulator.world.SimJournal;
import io.ordinal.simulator.world.SimTable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** What a core wants to know of its disk: entries, stretches of a log, pages of a copy. Fetched beside the loop. */
final class DiskReads {
    private static final long MICROS = 1_000;
    private static final int MOST_ENTRIES_A_PAGE = 3;
    private static final int RECORDS_A_PAGE = 20;
    private static final int TOMBSTONES_A_PAGE = 2;

    private final SimJournal journal;
    private final SimTable table;
    private final Life life;
    private final Chance chance;
    private final Function<RangeId, TokenRange> tokensOf;
    private final Consumer<NodeEvent> offer;
    private final Interference interference;
    private final TreeMap<String, SimTable> snapshots = new TreeMap<>();

    DiskReads(
            SimJournal journal,
            SimTable table,
            Life life,
            Chance chance,
            Function<RangeId, TokenRange> tokensOf,
            Consumer<NodeEvent> offer,
            Interference interference) {
        this.journal = journal;
        this.table = table;
        this.life = life;
        this.chance = chance;
        this.tokensOf = tokensOf;
        this.offer = offer;
        this.interference = interference;
    }

    void read(NodeEffect.ReadEntry read) {
        later(() -> offer.accept(new NodeEvent.EntryRead(
                read.ticket(), table.read(read.range(), read.key()).entry())));
    }

    void read(NodeEffect.ReadLog read) {
        later(() -> {
            RangeLog log = journal.log(read.range());
            if (read.after().compareTo(log.base()) < 0) {
                offer.accept(new NodeEvent.LogRead(read.ticket(), List.of(), true));
                return;
            }
            List<LogRecord> records = log.after(read.after());
            offer.accept(new NodeEvent.LogRead(
                    read.ticket(),
                    new ArrayList<>(records.subList(0, Math.min(records.size(), RECORDS_A_PAGE))),
                    false));
        });
    }

    void read(NodeEffect.ReadCopy read) {
        later(() -> {
            String copy = name(read.forPeer(), read.range(), read.copy());
            SimTable snapshot = snapshots.computeIfAbsent(copy, any -> table.snapshot());
            Table.Page page = snapshot.scan(
                    read.range(),
                    tokensOf.apply(read.range()),
                    Bytes.EMPTY,
                    read.after(),
                    1 + chance.below(MOST_ENTRIES_A_PAGE),
                    Integer.MAX_VALUE,
                    read.maxBytes());
            RangeProgress progress =
                    page.progress() == null ? new RangeProgress(0, Position.START, 0, 0) : page.progress();
            if (page.next() == null) {
                snapshots.remove(copy);
            }
            offer.accept(new NodeEvent.CopyRead(
                    read.ticket(),
                    progress.applied(),
                    progress.logTimeMillis(),
                    EntryRun.of(page.entries()),
                    page.next() == null ? snapshot.retries(read.range()) : List.of(),
                    progress.retryFloor(),
                    page.next()));
        });
    }

    void read(NodeEffect.FindTombstones find) {
        later(() -> offer.accept(new NodeEvent.TombstonesFound(
                find.ticket(),
                table.tombstones(
                        find.tokens(),
                        interference.tombstonesUpTo(find.upToSequence()),
                        find.after(),
                        TOMBSTONES_A_PAGE))));
    }

    private void later(Runnable read) {
        life.after(chance.longTailed(20 * MICROS, 20_000 * MICROS), read);
    }

    private static String name(NodeId peer, RangeId range, long copy) {
        return peer + " " + range + " " + copy;
    }
}
