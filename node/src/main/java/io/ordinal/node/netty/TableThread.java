package io.ordinal.node.netty;

import io.ordinal.node.NodeEffect;
import io.ordinal.node.NodeEvent;
import io.ordinal.node.Table;
import io.ordinal.node.TableBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes the table. The batches that wait are written in order, as one: each write costs a snapshot
 * and a publication to the readers, however little is in it. A failure stops the node.
 */
final class TableThread implements AutoCloseable {
    private static final int MAX_GROUP = 256;

    /** A write is not made larger than this by adding to it; a batch that is larger by itself still goes as a whole. */
    private static final int MAX_CHANGES = 4_096;

    private final Table table;
    private final Consumer<NodeEvent> events;
    private final Consumer<String> onFailure;
    private final LinkedBlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final Thread thread;

    /** A batch, something to be done when all batches before it are in the table, or null to stop. */
    private record Work(
            NodeEffect.@Nullable Apply apply, @Nullable Runnable behind) {}

    TableThread(String node, Table table, Consumer<NodeEvent> events, Consumer<String> onFailure) {
        this.table = table;
        this.events = events;
        this.onFailure = onFailure;
        this.thread = new Thread(this::run, "table-" + node);
    }

    void start() {
        thread.start();
    }

    void apply(NodeEffect.Apply apply) {
        queue.add(new Work(apply, null));
    }

    /** Runs when everything given before is in the table, and nothing given afterwards. Must be short. */
    void behind(Runnable action) {
        queue.add(new Work(null, action));
    }

    /** Applies what waits, then stops. */
    @Override
    public void close() {
        queue.add(new Work(null, null));
        Threads.join(thread);
    }

    private void run() {
        try {
            List<Work> group = new ArrayList<>(MAX_GROUP);
            boolean stopping = false;
            while (!stopping) {
                group.add(queue.take());
                queue.drainTo(group, MAX_GROUP - 1);
                stopping = apply(group);
                group.clear();
            }
        } catch (InterruptedException e) {
            onFailure.accept("the table thread was interrupted");
        } catch (RuntimeException | Error e) {
            onFailure.accept("the table failed: " + e.getMessage());
        }
    }

    private boolean apply(List<Work> group) {
        long ticket = 0;
        boolean stopping = false;
        List<TableBatch.Change> changes = new ArrayList<>();
        for (Work work : group) {
            NodeEffect.Apply apply = work.apply();
            if (work.behind() != null) {
                write(changes);
                work.behind().run();
            } else if (apply == null) {
                stopping = true;
            } else {
                List<TableBatch.Change> more = apply.batch().changes();
                if (changes.size() + more.size() > MAX_CHANGES) {
                    write(changes);
                }
                changes.addAll(more);
                ticket = apply.ticket();
            }
        }
        write(changes);
        if (ticket > 0) {
            events.accept(new NodeEvent.TableApplied(ticket));
        }
        return stopping;
    }

    private void write(List<TableBatch.Change> changes) {
        if (!changes.isEmpty()) {
            table.apply(new TableBatch(changes));
            changes.clear();
        }
    }
}
