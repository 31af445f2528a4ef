package io.ordinal.client.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ordinal.client.ClusterView;
import io.ordinal.client.CommandOutcome;
import io.ordinal.client.MovesOutcome;
import io.ordinal.client.OrdinalClient;
import io.ordinal.client.ReadOutcome;
import io.ordinal.client.Refusal;
import io.ordinal.client.ScanOutcome;
import io.ordinal.client.ScanQuery;
import io.ordinal.client.SyncClient;
import io.ordinal.client.Write;
import io.ordinal.client.WriteOutcome;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.Entry;
import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client over real sockets, against a node that keeps one range in memory. */
class NettyOrdinalClientTest {
    private static final Key KEY = Key.utf8("k\n\uD83D\uDE00");

    private MemoryNode node;
    private OrdinalClient client;

    @BeforeEach
    void begin() throws IOException {
        node = MemoryNode.start();
        client = NettyOrdinalClient.connect(List.of(node.address()));
    }

    @AfterEach
    void end() {
        client.close();
        node.close();
    }

    @Test
    void what_is_put_can_be_got_scanned_and_deleted() {
        SyncClient sync = client.sync();
        WriteOutcome.Applied put = (WriteOutcome.Applied) sync.put(KEY, Bytes.utf8("v"));

        ReadOutcome.Found found = (ReadOutcome.Found) sync.get(KEY);
        assertThat(found.entry().value()).isEqualTo(Bytes.utf8("v"));
        assertThat(found.entry().sequence()).isEqualTo(put.sequence());
        assertThat(((ScanOutcome.Page) sync.scan(ScanQuery.all())).entries()).hasSize(1);
        assertThat(sync.delete(KEY)).isEqualTo(new WriteOutcome.Applied(put.sequence() + 1));
        assertThat(sync.get(KEY, ReadMode.ANY)).isInstanceOf(ReadOutcome.NotFound.class);
        assertThat(client.highestSequence()).isEqualTo(put.sequence() + 1);
    }

    @Test
    void a_batch_ends_with_an_outcome_for_each_in_its_order() {
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            writes.add(Write.put(Key.utf8("k" + i), Bytes.utf8("v" + i)));
        }
        List<WriteOutcome> outcomes = client.batch(writes).join();
        assertThat(outcomes)
                .hasSize(1_000)
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(WriteOutcome.Applied.class));

        List<Entry> all = new ArrayList<>();
        client.sync().iterate(ScanQuery.all().withLimit(77)).forEachRemaining(all::add);
        assertThat(all).hasSize(1_000);
        assertThat(client.batch(List.of()).join()).isEmpty();
        List<Write> tooMany = Collections.nCopies(1_001, writes.get(0));
        assertThatThrownBy(() -> client.batch(tooMany)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_node_that_dies_is_found_again_where_it_comes_back() throws IOException {
        List<ClusterView> seen = new CopyOnWriteArrayList<>();
        client.subscribe(seen::add);
        assertThat(client.sync().put(KEY, Bytes.utf8("1"))).isInstanceOf(WriteOutcome.Applied.class);

        node.stopListening();
        CompletableFuture<WriteOutcome> during = client.put(KEY, Bytes.utf8("2"));
        node.listenAgain();

        assertThat(during.join()).isInstanceOf(WriteOutcome.Applied.class);
        assertThat(seen).extracting(ClusterView::mapVersion).contains(1L);
        assertThat(client.sync().statusOfAll(Duration.ofSeconds(2)))
                .allSatisfy(status -> assertThat(status.answered()).isTrue());
        assertThat(client.sync().status(new NodeId("n9"), Duration.ofSeconds(2)).failure())
                .contains("not present");
    }

    @Test
    void a_command_and_a_question_after_moves_reach_the_rebalancer() {
        ClusterCommand drain = new ClusterCommand.Drain(new NodeId("n2"));
        NodeId holder = client.refresh()
                .join()
                .mapIfAny()
                .orElseThrow()
                .reign()
                .holder()
                .node();

        assertThat(client.sync().command(drain, Duration.ofSeconds(2)))
                .isEqualTo(new CommandOutcome.Done(drain.toString()));
        assertThat(client.sync().moves(Duration.ofSeconds(2))).isEqualTo(new MovesOutcome.Known(holder, 1, List.of()));
    }

    @Test
    void without_a_node_a_write_is_not_done_and_says_what_to_do() {
        node.stopListening();
        try (OrdinalClient alone = NettyOrdinalClient.connect(List.of(node.address()))) {
            WriteOutcome outcome = alone.sync().write(Write.put(KEY, Bytes.EMPTY), Duration.ofMillis(300));
            assertThat(outcome).isInstanceOfSatisfying(WriteOutcome.NotDone.class, notDone -> {
                assertThat(notDone.reason()).isEqualTo(Refusal.NO_MAP);
                assertThat(notDone.reason().nextStep()).contains("check");
            });
        }
    }

    @Test
    void closing_ends_what_is_under_way_and_all_that_comes_after() {
        client.refresh().join();
        node.fallSilent();
        List<CompletableFuture<WriteOutcome>> under = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            under.add(client.put(Key.utf8("k" + i), Bytes.EMPTY));
        }
        await().until(() -> node.unanswered() > 0);

        client.close();

        assertThat(under).allSatisfy(future -> {
            assertThat(future).isDone();
            assertThat(future.join()).isNotInstanceOf(WriteOutcome.Applied.class);
        });
        assertThat(client.put(KEY, Bytes.EMPTY).join())
                .isInstanceOfSatisfying(
                        WriteOutcome.NotDone.class,
                        notDone -> assertThat(notDone.reason()).isEqualTo(Refusal.CLIENT_CLOSED));
        assertThat(client.get(KEY).join()).isInstanceOf(ReadOutcome.Failed.class);
    }

    @Test
    void a_deadline_that_is_none_is_refused() {
        assertThatThrownBy(() -> client.get(KEY, ReadMode.ANY, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deadline");
        assertThatThrownBy(() -> NettyOrdinalClient.connect(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
