package io.ordinal.launcher.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ordinal.client.OrdinalClient;
import io.ordinal.client.ReadOutcome;
import io.ordinal.client.Refusal;
import io.ordinal.client.Write;
import io.ordinal.client.WriteOutcome;
import io.ordinal.protocol.ReadMode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final WriteOutcome APPLIED = new WriteOutcome.Applied(7);

    private final PatientClient client = new PatientClient();
    private final KeySpace space = new KeySpace(10, 100, 1);

    @Test
    void keeps_as_many_under_way_as_it_was_told() {
        ClosedLoop loop = start(4, space.mix(0, ReadMode.LINEARIZABLE));
        assertThat(client.writes).hasSize(4);

        for (int i = 0; i < 100; i++) {
            client.endWrite(APPLIED);
            assertThat(client.writes).hasSize(4);
        }

        assertThat(loop.takeInterval().count(Ending.APPLIED)).isEqualTo(100);
        assertThat(loop.idle()).isNotDone();
    }

    @Test
    void deals_its_places_out_to_all_clients() {
        PatientClient other = new PatientClient();
        ClosedLoop.start(List.of(client, other), 5, space.mix(0, ReadMode.ANY), DEADLINE, 1);

        assertThat(client.writes).hasSize(3);
        assertThat(other.writes).hasSize(2);
        assertThatThrownBy(() -> ClosedLoop.start(List.of(client, other), 1, space.eachOnce(), DEADLINE, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writes_each_key_once_and_is_idle_then() {
        ClosedLoop loop = start(3, space.eachOnce());

        while (!client.writes.isEmpty()) {
            client.endWrite(APPLIED);
        }

        assertThat(client.written).hasSize(10);
        assertThat(new HashSet<>(client.written)).hasSize(10);
        assertThat(loop.idle()).isDone();
    }

    @Test
    void a_client_that_answers_before_the_asking_returns_needs_no_deeper_stack_each_time() {
        PatientClient quick = new PatientClient() {
            @Override
            public CompletableFuture<WriteOutcome> write(Write write, Duration deadline) {
                return CompletableFuture.completedFuture(APPLIED);
            }
        };
        ClosedLoop loop = ClosedLoop.start(List.of(quick), 1, new KeySpace(200_000, 100, 1).eachOnce(), DEADLINE, 1);

        assertThat(loop.idle()).isCompleted();
        assertThat(loop.takeInterval().count(Ending.APPLIED)).isEqualTo(200_000);
    }

    @Test
    void asks_for_nothing_more_once_it_closes_and_waits_for_what_is_under_way() throws InterruptedException {
        ClosedLoop loop = start(2, space.mix(0, ReadMode.ANY));
        Thread closing = new Thread(loop::close);
        closing.start();
        await().until(() -> closing.getState() == Thread.State.WAITING);

        client.endWrite(APPLIED);
        assertThat(client.writes).hasSize(1);
        assertThat(closing.isAlive()).isTrue();

        client.endWrite(APPLIED);
        closing.join();
        assertThat(client.writes).isEmpty();
    }

    @Test
    void counts_how_operations_end_and_the_latency_of_answers_only() {
        ClosedLoop loop = start(1, space.mix(0, ReadMode.ANY));
        client.endWrite(APPLIED);
        client.endWrite(new WriteOutcome.Unknown("the connection broke"));
        client.endWrite(new WriteOutcome.NotDone(Refusal.NO_QUORUM, "two are down"));
        client.endWrite(new WriteOutcome.Rejected(3));

        Interval interval = loop.takeInterval();
        assertThat(interval.endings())
                .isEqualTo(Map.of(Ending.APPLIED, 1L, Ending.UNKNOWN, 1L, Ending.NOT_DONE, 1L, Ending.REJECTED, 1L));
        assertThat(interval.writeNanos().getTotalCount()).isEqualTo(1);
        assertThat(loop.firstTrouble()).isEqualTo("the connection broke");
        assertThat(loop.takeInterval().endings()).isEmpty();
    }

    @Test
    void reads_are_counted_apart() {
        ClosedLoop loop = start(1, space.mix(1, ReadMode.ANY));
        client.endRead(new ReadOutcome.NotFound(5));
        client.endRead(new ReadOutcome.Failed(Refusal.NO_ANSWER, "nobody is there"));

        Interval interval = loop.takeInterval();
        assertThat(interval.endings()).isEqualTo(Map.of(Ending.NOT_FOUND, 1L, Ending.FAILED, 1L));
        assertThat(interval.readNanos().getTotalCount()).isEqualTo(1);
        assertThat(interval.writeNanos().getTotalCount()).isZero();
    }

    @Test
    void mixes_reads_and_writes_by_their_share() {
        ClosedLoop loop = start(1_000, space.mix(0.25, ReadMode.ANY));

        assertThat(client.reads.size()).isBetween(200, 300);
        assertThat(client.reads.size() + client.writes.size()).isEqualTo(1_000);
        assertThat(loop.idle()).isNotDone();
    }

    @Test
    void a_place_that_is_refused_at_once_gives_up_instead_of_spinning() {
        OrdinalClient refusing = new PatientClient() {
            @Override
            public CompletableFuture<WriteOutcome> write(Write write, Duration deadline) {
                return CompletableFuture.completedFuture(
                        new WriteOutcome.NotDone(Refusal.CLIENT_CLOSED, "the client is closed"));
            }
        };

        ClosedLoop loop = ClosedLoop.start(List.of(refusing), 3, space.mix(0, ReadMode.ANY), DEADLINE, 1);

        assertThat(loop.idle()).isDone();
        assertThat(loop.takeInterval().count(Ending.NOT_DONE)).isEqualTo(3);
    }

    private ClosedLoop start(int inFlight, Work work) {
        return ClosedLoop.start(List.of(client), inFlight, work, DEADLINE, 1);
    }
}
