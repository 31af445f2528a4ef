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
import java.util.function.Consumer;

/**
 * The one thread that flushes the table, so that nothing that is to be applied waits for it. All who wait when a flush
 * begins are served by that one. A failure stops the node.
 */
final class FlushThread implements AutoCloseable {
    private final Table table;
    private final Consumer<NodeEvent> events;
    private final Consumer<String> onFailure;

    /** Who waits; nobody to stop. */
    private final LinkedBlockingQueue<Optional<Consumer<Map<RangeId, Position>>>> queue = new LinkedBlockingQueue<>();

    private final Thread thread;

    FlushThread(String node, Table table, Consumer<NodeEvent> events, Consumer<String> onFailure) {
        this.table = table;
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
                waiting.add(queue.take());
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

    private void serve(List<Consumer<Map<RangeId, Position>>> waiting) {
        if (!waiting.isEmpty()) {
            Map<RangeId, Position> flushed = table.flush();
            waiting.forEach(then -> then.accept(flushed));
        }
    }
}
