package io.ordinal.node.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordinal.node.NodeEffect;
import io.ordinal.node.NodeEvent;
import io.ordinal.node.TableBatch;
import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.Position;
import io.ordinal.ring.RangeId;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TableThreadTest {
    private final SlowTable table = new SlowTable();
    private final List<NodeEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final TableThread thread = new TableThread("n1", table, events::add, failures::add);

    @BeforeEach
    void begin_with_a_write_that_takes_its_time() {
        thread.start();
        thread.apply(apply(1, 1));
        await().until(table.begun::getCount, count -> count == 0);
    }

    @AfterEach
    void nothing_failed() {
        assertThat(failures).isEmpty();
    }

    @Test
    void writes_what_waits_as_one_in_order_and_reports_the_last() {
        thread.apply(apply(2, 2));
        thread.apply(apply(3, 1));
        thread.apply(apply(4, 3));
        finish();

        assertThat(table.sizes).containsExactly(1, 6);
        assertThat(table.ranges).containsExactly(1L, 2L, 2L, 3L, 4L, 4L, 4L);
        assertThat(events).containsExactly(new NodeEvent.TableApplied(1), new NodeEvent.TableApplied(4));
    }

    @Test
    void makes_no_write_larger_than_its_bound_by_adding_to_it() {
        thread.apply(apply(2, 4_000));
        thread.apply(apply(3, 96));
        thread.apply(apply(4, 5_000));
        thread.apply(apply(5, 1));
        finish();

        assertThat(table.sizes).containsExactly(1, 4_096, 5_000, 1);
    }

    private void finish() {
        table.goOn.countDown();
        thread.close();
    }

    private static NodeEffect.Apply apply(long ticket, int changes) {
        TableBatch.Change change =
                new TableBatch.Progress(new RangeId(ticket), new RangeProgress(1, new Position(1, ticket), 0, 0));
        return new NodeEffect.Apply(ticket, new TableBatch(Collections.nCopies(changes, change)));
    }

    /** Notes what is written, and waits in the first write. */
    private static final class SlowTable extends EmptyTable {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final List<Integer> sizes = new CopyOnWriteArrayList<>();
        private final List<Long> ranges = new CopyOnWriteArrayList<>();

        @Override
        public void apply(TableBatch batch) {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            sizes.add(batch.changes().size());
            batch.changes()
                    .forEach(change ->
                            ranges.add(((TableBatch.Progress) change).range().number()));
        }
    }
}
