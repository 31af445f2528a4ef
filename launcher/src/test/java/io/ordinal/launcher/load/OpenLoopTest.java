package io.ordinal.launcher.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ordinal.client.Refusal;
import io.ordinal.client.Write;
import io.ordinal.client.WriteOutcome;
import io.ordinal.protocol.ReadMode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final KeySpace space = new KeySpace(100, 10, 1);

    /** Applies at once; the first operation keeps whoever began it for a while. */
    private static final class Stalling extends PatientClient {
        private final long millis;
        private final AtomicInteger asked = new AtomicInteger();

        Stalling(long millis) {
            this.millis = millis;
        }

        @Override
        public CompletableFuture<WriteOutcome> write(Write write, Duration deadline) {
            if (asked.getAndIncrement() == 0) {
                try {
                    assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS))
                            .isFalse();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return CompletableFuture.completedFuture(new WriteOutcome.Applied(1));
        }
    }

    @Test
    void a_stall_shows_in_everything_that_was_due_meanwhile() {
        Stalling client = new Stalling(400);
        OpenLoop loop = OpenLoop.start(
                List.of(client), 1_000, 10, space.mix(0, ReadMode.ANY).atMost(500), DEADLINE, 1);
        loop.idle().join();
        Interval interval = loop.takeInterval();

        assertThat(interval.count(Ending.APPLIED)).isEqualTo(500);
        long late = interval.writeNanos().getTotalCount()
                - interval.writeNanos().getCountBetweenValues(0, TimeUnit.MILLISECONDS.toNanos(100));
        assertThat(late)
                .as("operations that were due more than 100 ms before they began")
                .isGreaterThanOrEqualTo(290);
    }

    @Test
    void begins_no_sooner_than_is_due() {
        Stalling client = new Stalling(0);
        long beganNanos = System.nanoTime();
        OpenLoop loop = OpenLoop.start(
                List.of(client), 500, 10, space.mix(0, ReadMode.ANY).atMost(101), DEADLINE, 1);
        loop.idle().join();

        assertThat(System.nanoTime() - beganNanos).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
    }

    @Test
    void what_is_due_when_too_many_are_under_way_is_counted_as_not_started() {
        PatientClient client = new PatientClient();
        OpenLoop loop = OpenLoop.start(List.of(client), 10_000, 5, space.mix(0, ReadMode.ANY), DEADLINE, 1);
        AtomicInteger notStarted = new AtomicInteger();
        await().until(() -> notStarted.addAndGet((int) loop.takeInterval().count(Ending.NOT_STARTED)) > 100);
        assertThat(client.writes).hasSize(5);
        assertThat(loop.firstTrouble()).isNull();

        CompletableFuture<Void> closing = CompletableFuture.runAsync(loop::close);
        await().until(() -> {
            if (!client.writes.isEmpty()) {
                client.endWrite(new WriteOutcome.NotDone(Refusal.OVERLOADED, "too many"));
            }
            return closing.isDone();
        });
        Interval last = loop.takeInterval();
        assertThat(last.refusedNanos().getTotalCount())
                .isEqualTo(last.count(Ending.NOT_DONE))
                .isGreaterThanOrEqualTo(5);
        assertThat(loop.firstTrouble()).isEqualTo("too many");
    }
}
