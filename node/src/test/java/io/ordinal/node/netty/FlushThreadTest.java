package io.ordinal.node.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordinal.node.NodeEffect;
import io.ordinal.node.NodeEvent;
import io.ordinal.node.TableBatch;
import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.Position;
import io.ordinal.ring.RangeId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FlushThreadTest {
    private final SlowFlush table = new SlowFlush();
    private final List<NodeEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong unflushedBytes = new AtomicLong();
    private final FlushThread thread =
            new FlushThread("n1", table, unflushedBytes::get, 1_000_000, events::add, failures::add);

    @Test
    void who_asks_during_a_flush_is_served_by_the_next_with_all_others() {
        thread.start();
        thread.flush(new NodeEffect.FlushTable(1));
        await().until(table.begun::getCount, count -> count == 0);
        thread.flush(new NodeEffect.FlushTable(2));
        thread.flush(new NodeEffect.FlushTable(3));
        assertThat(events).isEmpty();
        table.goOn.countDown();
        thread.close();

        assertThat(events)
                .containsExactly(
                        new NodeEvent.TableFlushed(1), new NodeEvent.TableFlushed(2), new NodeEvent.TableFlushed(3));
        assertThat(table.flushes).hasValue(2);
        assertThat(failures).isEmpty();
    }

    @Test
    void what_is_to_be_applied_does_not_wait_for_a_flush() {
        TableThread applying = new TableThread("n1", table, events::add, failures::add);
        thread.start();
        applying.start();
        applying.behind(() -> thread.flush(new NodeEffect.FlushTable(1)));
        await().until(table.begun::getCount, count -> count == 0);
        TableBatch batch = new TableBatch(
                List.of(new TableBatch.Progress(new RangeId(1), new RangeProgress(1, new Position(1, 1), 0, 0))));
        applying.apply(new NodeEffect.Apply(7, batch));
        applying.close();
        assertThat(events).containsExactly(new NodeEvent.TableApplied(7));

        table.goOn.countDown();
        thread.close();
        assertThat(events).last().isEqualTo(new NodeEvent.TableFlushed(1));
    }

    @Test
    void a_flush_that_fails_is_reported_to_nobody_as_done() {
        table.fails = true;
        table.goOn.countDown();
        thread.start();
        thread.flush(new NodeEffect.FlushTable(1));
        await().until(() -> !failures.isEmpty());

        assertThat(failures).singleElement().asString().contains("no space");
        assertThat(events).isEmpty();
    }

    @Test
    void what_a_burst_has_left_is_flushed_when_it_is_over() {
        table.goOn.countDown();
        unflushedBytes.set(Burst.MUCH_BYTES);
        thread.start();
        await().until(table.flushes::get, count -> count > 0);
        thread.close();

        assertThat(events).isEmpty();
        assertThat(failures).isEmpty();
    }

    @Test
    void a_burst_is_over_when_much_was_written_and_little_follows() {
        Burst burst = new Burst();
        assertThat(burst.isOver(Burst.MUCH_BYTES)).as("it has just come").isFalse();
        assertThat(burst.isOver(Burst.MUCH_BYTES + Burst.LITTLE_BYTES))
                .as("more follows")
                .isFalse();
        assertThat(burst.isOver(Burst.MUCH_BYTES + Burst.LITTLE_BYTES)).isTrue();
        assertThat(burst.isOver(Burst.MUCH_BYTES)).as("flushed meanwhile").isFalse();
        assertThat(burst.isOver(Burst.MUCH_BYTES - 1)).isFalse();
        assertThat(burst.isOver(Burst.MUCH_BYTES - 1)).as("not much").isFalse();
    }

    private static final class SlowFlush extends EmptyTable {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final AtomicInteger flushes = new AtomicInteger();
        private volatile boolean fails;

        @Override
        public Map<RangeId, Position> flush() {
            flushes.incrementAndGet();
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (fails) {
                throw new IllegalStateException("no space");
            }
            return Map.of();
        }
    }
}
