package io.ordinal.node.netty;

import io.ordinal.node.NodeEffect;
import io.ordinal.node.NodeEvent;
import io.ordinal.node.Table;
import io.ordinal.protocol.Position;
import io.ordinal.ring.RangeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The one thread that flushes the table, so that nothing that is to be applied waits for it. All who wait when a flush
 * begins are served by that one. A failure stops the node.
 *
 * <p>It flushes by itself what a burst of writes has left in memory: else that is replayed after a crash, and
 * comes with the flush of a few kilobytes that a move waits for.
 */
final class FlushThread implements AutoCloseable {
    /** How often it looks whether a burst is over. */
    static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Table table;
    private final LongSupplier unflushedBytes;
    private final long lookNanos;
    private final Burst burst = new Burst();
    private final Consumer<NodeEvent> events;
    private final Consumer<String> onFailure;

    /** Who waits; nobody to stop. */
    private final LinkedBlockingQueue<Optional<Consumer<Map<RangeId, Position>>>> queue = new LinkedBlockingQueue<>();

    private final Thread thread;

    /** @param unflushedBytes what is in no file of the table yet */
    FlushThread(
            String node,
            Table table,
            LongSupplier unflushedBytes,
            long lookNanos,
            Consumer<NodeEvent> events,
            Consumer<String> onFailure) {
        this.table = table;
        this.unflushedBytes = unflushedBytes;
        this.lookNanos = lookNanos;
        this.events = events;
        this.onFailure = onFailure;
        this.thread = new Thread(this::run, "flush-" + node);
    }

    void start() {
        thread.start();
    }

    /** Says so when all that is in the table now is durable. */
    void flush(NodeEffect.FlushTable asked) {
        flush(flushed -> events.accept(new NodeEvent.TableFlushed(asked.ticket())));
    }

    /** @param then hears how much is durable, as {@link Table#flush} says it, when that is all that is in the table now */
    void flush(Consumer<Map<RangeId, Position>> then) {
        queue.add(Optional.of(then));
    }

    /** Serves who waits, then stops. */
    @Override
    public void close() {
        queue.add(Optional.empty());
        Threads.join(thread);
    }

    private void run() {
        try {
            List<Optional<Consumer<Map<RangeId, Position>>>> waiting = new ArrayList<>();
            boolean stopping = false;
            while (!stopping) {
                Optional<Consumer<Map<RangeId, Position>>> first = queue.poll(lookNanos, TimeUnit.NANOSECONDS);
                if (first == null) {
                    flushAfterBurst();
                    continue;
                }
                waiting.add(first);
                queue.drainTo(waiting);
                stopping = waiting.stream().anyMatch(Optional::isEmpty);
                serve(waiting.stream().flatMap(Optional::stream).toList());
                waiting.clear();
            }
        } catch (InterruptedException e) {
            onFailure.accept("the thread that flushes the table was interrupted");
        } catch (RuntimeException | Error e) {
            onFailure.accept("the table could not be flushed: " + e.getMessage());
        }
    }

    private void flushAfterBurst() {
        if (burst.isOver(unflushedBytes.getAsLong())) {
            table.flush();
        }
    }

    private void serve(List<Consumer<Map<RangeId, Position>>> waiting) {
        if (!waiting.isEmpty()) {
            Map<RangeId, Position> flushed = table.flush();
            waiting.forEach(then -> then.accept(flushed));
        }
    }
}
