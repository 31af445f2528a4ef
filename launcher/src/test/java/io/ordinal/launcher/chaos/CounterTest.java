package io.ordinal.launcher.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.client.ReadOutcome;
import io.ordinal.client.Write;
import io.ordinal.client.WriteOutcome;
import io.ordinal.launcher.load.PatientClient;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.Entry;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.simulator.world.Violation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A counter in a store that keeps its word, and in some that do not. */
class CounterTest {
    private static final int PUTS = 4;
    /** Over before the first rest is: one put at a time. */
    private static final long SHORT_NANOS = 1_000_000;

    private final Counter counter = new Counter(Key.utf8("counter"));

    @Test
    void a_store_that_keeps_its_word_counts_exactly() throws InterruptedException {
        Store store = new Store();
        count(store);
        assertThat(counter.applied()).isEqualTo(PUTS);
        counter.judge(store.now());
    }

    @Test
    void a_put_that_was_lost_is_found() throws InterruptedException {
        Store store = new Store();
        count(store);
        store.put(PUTS - 1);
        assertThatThrownBy(() -> counter.judge(store.now()))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("counted up to 3, but 4 puts");
    }

    @Test
    void a_put_that_took_effect_twice_is_found() throws InterruptedException {
        Store store = new Store();
        count(store);
        store.put(PUTS + 1);
        assertThatThrownBy(() -> counter.judge(store.now())).isInstanceOf(Violation.class);
    }

    @Test
    void a_put_of_unknown_outcome_may_count_or_not() throws InterruptedException {
        Store store = new Store();
        store.silentAt = 2;
        count(store);
        assertThat(counter.applied()).isEqualTo(PUTS - 1);
        counter.judge(store.now());
        store.put(PUTS - 1);
        counter.judge(store.now());
        store.put(PUTS + 1);
        assertThatThrownBy(() -> counter.judge(store.now())).isInstanceOf(Violation.class);
    }

    private void count(Store store) throws InterruptedException {
        while (store.puts < PUTS) {
            counter.countUntil(System.nanoTime() + SHORT_NANOS, store);
        }
    }

    /** One key, and a compare-and-set. */
    private static final class Store extends PatientClient {
        private @Nullable Entry entry;
        private long sequence;
        private int puts;
        private int silentAt;

        @Override
        public CompletableFuture<ReadOutcome> get(Key key, ReadMode mode, Duration deadline) {
            return CompletableFuture.completedFuture(now());
        }

        @Override
        public CompletableFuture<WriteOutcome> write(Write write, Duration deadline) {
            long current = entry == null ? 0 : entry.sequence();
            long expected = write.condition() instanceof Condition.VersionIs is ? is.sequence() : 0;
            assertThat(expected).isEqualTo(current);
            put(Long.parseLong(((Operation.Put) write.operation()).value().toUtf8()));
            return CompletableFuture.completedFuture(
                    ++puts == silentAt ? new WriteOutcome.Unknown("silence") : new WriteOutcome.Applied(sequence));
        }

        private void put(long value) {
            entry = new Entry(Key.utf8("counter"), Bytes.utf8(Long.toString(value)), ++sequence, 0);
        }

        private ReadOutcome now() {
            return entry == null ? new ReadOutcome.NotFound(sequence) : new ReadOutcome.Found(entry, sequence);
        }
    }
}
