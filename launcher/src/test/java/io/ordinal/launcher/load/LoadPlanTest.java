package io.ordinal.launcher.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.client.ReadOutcome;
import io.ordinal.client.Refusal;
import io.ordinal.client.Write;
import io.ordinal.client.WriteOutcome;
import io.ordinal.protocol.Entry;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadPlanTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final Store store = new Store(thread);

    @AfterEach
    void stop() {
        thread.shutdownNow();
    }

    @Test
    void loads_all_keys_before_it_reads_so_that_all_are_found() throws InterruptedException {
        LoadReport report = plan(1, ReadMode.LINEARIZABLE).run(List.of(store), new Silent());

        assertThat(store.values).hasSize(500);
        assertThat(report.unexpected()).isZero();
        assertThat(report.writes()).isNull();
        assertThat(report.reads().endings().get("found")).isPositive();
        assertThat(report.reads().perSecond()).isPositive();
        assertThat(report.reads().latency().p50()).isPositive();
        assertThat(report.reads().latency().max())
                .isGreaterThanOrEqualTo(report.reads().latency().p50());
    }

    @Test
    void loads_nothing_if_it_only_writes() throws InterruptedException {
        LoadReport report = plan(0, ReadMode.LINEARIZABLE).run(List.of(store), new Silent());

        assertThat(report.reads()).isNull();
        assertThat(report.writes().endings().get("applied")).isPositive();
        assertThat(report.unexpected()).isZero();
    }

    @Test
    void ends_after_so_many_operations_and_counts_each() throws InterruptedException {
        LoadPlan plan = new LoadPlan(8, 500, 100, 0, ReadMode.LINEARIZABLE, 0, Integer.MAX_VALUE, 12_345, 0, DEADLINE);

        LoadReport report = plan.run(List.of(store), new Silent());

        assertThat(report.writes().endings().get("applied")).isEqualTo(12_345);
    }

    @Test
    void a_linearizable_read_that_does_not_find_a_loaded_key_is_a_failure() throws InterruptedException {
        store.forgetful = true;

        assertThat(plan(1, ReadMode.LINEARIZABLE)
                        .run(List.of(store), new Silent())
                        .unexpected())
                .isPositive();
        assertThat(plan(1, ReadMode.ANY).run(List.of(store), new Silent()).unexpected())
                .isZero();
    }

    @Test
    void stops_after_loading_if_a_key_was_not_written() throws InterruptedException {
        store.refusals.set(1);

        LoadReport report = plan(0.5, ReadMode.LINEARIZABLE).run(List.of(store), new Silent());

        assertThat(report.unexpected()).isEqualTo(1);
        assertThat(report.firstTrouble()).isEqualTo("two nodes are down");
        assertThat(report.seconds()).isZero();
    }

    @Test
    void offers_a_rate_and_tells_what_was_refused() throws InterruptedException {
        store.refusals.set(5);
        LoadPlan plan = new LoadPlan(1_000, 500, 100, 0, ReadMode.LINEARIZABLE, 0, 1, Long.MAX_VALUE, 500, DEADLINE);

        LoadReport report = plan.run(List.of(store), new Silent());

        assertThat(report.offered().perSecond()).isEqualTo(500);
        assertThat(report.offered().refused()).isEqualTo(5);
        assertThat(report.unexpected()).isEqualTo(5 + report.offered().notStarted());
        assertThat(report.writes().endings().get("applied")).isBetween(1L, 600L);
    }

    @Test
    void refuses_a_share_that_is_none() {
        assertThatThrownBy(() -> plan(1.01, ReadMode.ANY)).hasMessageContaining("between 0 and 1");
        assertThatThrownBy(() -> plan(Double.NaN, ReadMode.ANY)).hasMessageContaining("between 0 and 1");
    }

    private static LoadPlan plan(double readShare, ReadMode read) {
        return new LoadPlan(8, 500, 100, readShare, read, 0, 1, Long.MAX_VALUE, 0, DEADLINE);
    }

    private static final class Silent implements LoadPlan.Progress {
        @Override
        public void loading(long ofKeys, Interval second) {}

        @Override
        public void running(boolean warmingUp, int second, Interval last) {}
    }

    /** Keeps values in memory and answers on a thread of its own, as a client does. */
    private static final class Store extends PatientClient {
        private final Executor thread;
        private final Map<Key, Bytes> values = new ConcurrentHashMap<>();
        private final AtomicInteger refusals = new AtomicInteger();
        private volatile boolean forgetful;

        Store(Executor thread) {
            this.thread = thread;
        }

        @Override
        public CompletableFuture<WriteOutcome> write(Write write, Duration deadline) {
            return CompletableFuture.supplyAsync(
                    () -> {
                        if (refusals.getAndDecrement() > 0) {
                            return new WriteOutcome.NotDone(Refusal.NO_QUORUM, "two nodes are down");
                        }
                        values.put(write.key(), ((Operation.Put) write.operation()).value());
                        return new WriteOutcome.Applied(1);
                    },
                    thread);
        }

        @Override
        public CompletableFuture<ReadOutcome> get(Key key, ReadMode mode, Duration deadline) {
            return CompletableFuture.supplyAsync(
                    () -> {
                        Bytes value = values.get(key);
                        return value == null || forgetful
                                ? new ReadOutcome.NotFound(1)
                                : new ReadOutcome.Found(new Entry(key, value, 1, 0), 1);
                    },
                    thread);
        }
    }
}
