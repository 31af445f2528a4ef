package io.ordinal.node.netty;

import io.ordinal.node.NodeEffect;
import io.ordinal.node.NodeEvent;
import io.ordinal.node.chronicle.ChronicleJournal;
import io.ordinal.protocol.Position;
import io.ordinal.ring.RangeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * The one thread that writes the journal: it appends whatever waits, forces once, and reports all of it. A failure stops
 * the node.
 */
final class JournalThread implements AutoCloseable {
    private static final int MAX_GROUP = 256;

    private final ChronicleJournal journal;
    private final long byteCap;
    private final Consumer<NodeEvent> events;
    private final Consumer<String> onFailure;
    private final LinkedBlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private boolean toldFull;
    private boolean stopping;

    private sealed interface Work {}

    private record Write(NodeEffect effect) implements Work {}

    private record Trim(Map<RangeId, Position> passed, Map<RangeId, Position> flushed) implements Work {}

    private record Stop() implements Work {}

    JournalThread(
            String node,
            ChronicleJournal journal,
            long byteCap,
            Consumer<NodeEvent> events,
            Consumer<String> onFailure) {
        this.journal = journal;
        this.byteCap = byteCap;
        this.events = events;
        this.onFailure = onFailure;
        this.thread = new Thread(this::run, "journal-" + node);
    }

    void start() {
        thread.start();
    }

    void append(NodeEffect.Append append) {
        queue.add(new Write(append));
    }

    void roll(NodeEffect.Roll roll) {
        queue.add(new Write(roll));
    }

    void trim(Map<RangeId, Position> passed, Map<RangeId, Position> flushed) {
        queue.add(new Trim(passed, flushed));
    }

    /** Writes what waits, marks the stop as clean, and closes the journal. */
    @Override
    public void close() {
        queue.add(new Stop());
        Threads.join(thread);
    }

    private void run() {
        try {
            List<Work> group = new ArrayList<>(MAX_GROUP);
            while (!stopping) {
                group.add(queue.take());
                queue.drainTo(group, MAX_GROUP - 1);
                write(group);
                group.clear();
            }
            journal.markCleanStop();
        } catch (InterruptedException e) {
            onFailure.accept("the journal thread was interrupted");
        } catch (RuntimeException | Error e) {
            onFailure.accept("the journal failed: " + e.getMessage());
        } finally {
            journal.close();
        }
    }

    private void write(List<Work> group) {
        long ticket = 0;
        for (Work work : group) {
            if (work instanceof Write write && write.effect() instanceof NodeEffect.Append append) {
                journal.append(append.records());
                ticket = append.ticket();
            } else if (work instanceof Write write && write.effect() instanceof NodeEffect.Roll roll) {
                journal.roll(roll.state());
                ticket = roll.ticket();
                toldFull = false;
            } else if (work instanceof Trim trim) {
                journal.trim(trim.passed(), trim.flushed(), byteCap);
            } else {
                stopping |= work instanceof Stop;
            }
        }
        if (ticket > 0) {
            journal.force();
            events.accept(new NodeEvent.JournalAppended(ticket));
        }
        if (!toldFull && journal.segmentFull()) {
            toldFull = true;
            events.accept(new NodeEvent.SegmentFull());
        }
    }
}
