package io.ordinal.simulator.cluster;

import io.ordinal.node.JournalRecord;
import io.ordinal.node.NodeEvent;
import io.ordinal.protocol.Position;
import io.ordinal.ring.RangeId;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.RarePath;
import io.ordinal.simulator.world.RarePaths;
import io.ordinal.simulator.world.SimJournal;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The thread that forces a node's journal: everything appended while one force runs shares the next one. */
final class JournalThread {
    private static final long MICROS = 1_000;

    private final SimJournal journal;
    private final Life life;
    private final Chance chance;
    private final Consumer<NodeEvent> offer;
    private final Interference interference;
    private final Plan plan;
    private final RarePaths rarePaths;
    private long typicalForceNanos = 200 * MICROS;
    private long appendedUpTo;
    private long appendedTicket;
    private long trimAfter;
    private Runnable trim = () -> {};
    private boolean forcing;
    private boolean saidFull;
    private @Nullable Runnable failure;

    JournalThread(
            SimJournal journal,
            Life life,
            Chance chance,
            Consumer<NodeEvent> offer,
            Interference interference,
            Plan plan,
            RarePaths rarePaths) {
        this.plan = plan;
        this.rarePaths = rarePaths;
        this.journal = journal;
        this.life = life;
        this.chance = chance;
        this.offer = offer;
        this.interference = interference;
    }

    /** The next force fails: {@code whenFailed} runs in its place, and must stop the process. */
    void failNext(Runnable whenFailed) {
        failure = whenFailed;
    }

    /** How long a force usually takes from now on. */
    void typicalForce(long nanos) {
        typicalForceNanos = nanos;
    }

    void append(long ticket, List<JournalRecord> records) {
        appended(ticket, journal.append(records));
        if (journal.newestSegmentLength() > plan.segmentRecords()) {
            segmentIsFull();
        }
    }

    /** The segment is to end here, however little is in it. */
    void segmentIsFull() {
        if (!saidFull) {
            saidFull = true;
            offer.accept(new NodeEvent.SegmentFull());
        }
    }

    void roll(long ticket, List<JournalRecord> state) {
        appended(ticket, journal.roll(state));
        saidFull = false;
    }

    /** Deletes what may go, after everything appended so far is forced: the newest segment's state above all. */
    void trim(Map<RangeId, Position> passed, Supplier<Map<RangeId, Position>> flushed) {
        trim = () -> {
            if (journal.trim(passed, flushed.get(), plan.segments())) {
                rarePaths.took(RarePath.JOURNAL_TRIMMED);
            }
        };
        trimAfter = appendedUpTo;
    }

    private void appended(long ticket, long upTo) {
        appendedUpTo = upTo;
        appendedTicket = ticket;
        if (interference.saysDurableBeforeForce()) {
            offer.accept(new NodeEvent.JournalAppended(ticket));
        }
        if (!forcing) {
            force();
        }
    }

    private void force() {
        forcing = true;
        long upTo = appendedUpTo;
        long ticket = appendedTicket;
        life.after(chance.longTailed(typicalForceNanos, 1_000_000 * MICROS), () -> {
            Runnable failed = failure;
            if (failed != null) {
                failed.run();
                return;
            }
            journal.force(upTo);
            if (upTo >= trimAfter) {
                trim.run();
                trim = () -> {};
            }
            offer.accept(new NodeEvent.JournalAppended(ticket));
            forcing = false;
            if (appendedTicket > ticket) {
                force();
            }
        });
    }
}
