package io.ordinal.simulator.cluster;

import io.ordinal.node.NodeEffect;
import io.ordinal.node.NodeEvent;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.SimTable;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** The thread that applies batches to a node's table, in order, and now and then flushes it. */
final class TableThread {
    private static final long MICROS = 1_000;
    private static final long FLUSH_NANOS = 400_000 * MICROS;

    private final SimTable table;
    private final Life life;
    private final Chance chance;
    private final Consumer<NodeEvent> offer;
    private final Consumer<NodeEffect.Apply> beforeApply;
    private final Interference interference;
    private final ArrayDeque<NodeEffect.Apply> waiting = new ArrayDeque<>();
    private boolean applying;

    /** @param beforeApply sees each batch just before it becomes visible */
    TableThread(
            SimTable table,
            Life life,
            Chance chance,
            Consumer<NodeEvent> offer,
            Consumer<NodeEffect.Apply> beforeApply,
            Interference interference) {
        this.table = table;
        this.life = life;
        this.chance = chance;
        this.offer = offer;
        this.beforeApply = beforeApply;
        this.interference = interference;
        flushLater();
    }

    void apply(NodeEffect.Apply batch) {
        waiting.add(batch);
        if (!applying) {
            applyNext();
        }
    }

    private void applyNext() {
        applying = true;
        life.after(chance.longTailed(20 * MICROS, 50_000 * MICROS), () -> {
            NodeEffect.Apply next = waiting.remove();
            beforeApply.accept(next);
            table.apply(interference.written(next.batch()));
            if (next.flush()) {
                table.flush();
            }
            offer.accept(new NodeEvent.TableApplied(next.ticket()));
            applying = false;
            if (!waiting.isEmpty()) {
                applyNext();
            }
        });
    }

    private void flushLater() {
        life.after(chance.longTailed(FLUSH_NANOS, 10 * FLUSH_NANOS), () -> {
            table.flush();
            flushLater();
        });
    }
}
