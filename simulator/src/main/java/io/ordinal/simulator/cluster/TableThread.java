package io.ordinal.simulator.cluster;

import io.ordinal.node.NodeEffect;
import io.ordinal.node.NodeEvent;
import io.ordinal.node.TableDigest;
import io.ordinal.protocol.EntryRun;
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
    private final ArrayDeque<NodeEffect> waiting = new ArrayDeque<>();
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
        queue(batch);
    }

    /** Digests the table as it is between the batches given before and those given afterwards. */
    void digest(NodeEffect.Digest digest) {
        queue(digest);
    }

    /** Flushes what was given before; what is given afterwards is applied meanwhile. */
    void flush(NodeEffect.FlushTable flush) {
        queue(flush);
    }

    private void queue(NodeEffect work) {
        waiting.add(work);
        if (!applying) {
            applyNext();
        }
    }

    private void applyNext() {
        applying = true;
        life.after(chance.longTailed(20 * MICROS, 50_000 * MICROS), () -> {
            NodeEffect next = waiting.remove();
            if (next instanceof NodeEffect.Apply apply) {
                beforeApply.accept(apply);
                table.apply(interference.written(apply.batch()));
                offer.accept(new NodeEvent.TableApplied(apply.ticket()));
            } else if (next instanceof NodeEffect.Digest digest) {
                digestLater(digest, table.snapshot());
            } else if (next instanceof NodeEffect.FlushTable flush) {
                flushLater(flush, table.applied());
            }
            applying = false;
            if (!waiting.isEmpty()) {
                applyNext();
            }
        });
    }

    private void digestLater(NodeEffect.Digest digest, SimTable snapshot) {
        life.after(chance.longTailed(100 * MICROS, 1_000_000 * MICROS), () -> {
            TableDigest sum = new TableDigest();
            sum.add(EntryRun.of(snapshot.entries(digest.tokens())));
            snapshot.retries(digest.range()).forEach(sum::add);
            offer.accept(new NodeEvent.Digested(
                    digest.ticket(), sum.end(snapshot.progress().get(digest.range()))));
        });
    }

    private void flushLater(NodeEffect.FlushTable flush, long appliedThen) {
        life.after(chance.longTailed(200 * MICROS, 300_000 * MICROS), () -> {
            table.flushUpTo(appliedThen);
            offer.accept(new NodeEvent.TableFlushed(flush.ticket()));
        });
    }

    private void flushLater() {
        life.after(chance.longTailed(FLUSH_NANOS, 10 * FLUSH_NANOS), () -> {
            table.flush();
            flushLater();
        });
    }
}
