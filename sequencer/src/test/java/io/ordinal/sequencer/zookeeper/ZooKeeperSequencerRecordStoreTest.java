package io.ordinal.sequencer.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.ring.Address;
import io.ordinal.ring.CasOutcome;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.zookeeper.EmbeddedZooKeeper;
import io.ordinal.ring.zookeeper.ZooKeeperSession;
import io.ordinal.ring.zookeeper.ZooKeeperSettings;
import io.ordinal.sequencer.SequencerRecord;
import io.ordinal.sequencer.StoredSequencerRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooKeeperSequencerRecordStoreTest {
    private static final Duration TICK = Duration.ofMillis(250);
    private static final SequencerRecord FIRST_TERM = record("n1", 1, 1_000);
    private static final SequencerRecord REFILLED = record("n1", 1, 2_000);
    private static final SequencerRecord SECOND_TERM = record("n2", 2, 3_000);

    @TempDir
    Path folder;

    private EmbeddedZooKeeper server;
    private ZooKeeperSession n1;
    private ZooKeeperSession n2;

    @BeforeEach
    void setUp() throws IOException, InterruptedException {
        server = EmbeddedZooKeeper.start(folder, 0, TICK);
        n1 = session();
        n2 = session();
    }

    @AfterEach
    void tearDown() {
        n1.close();
        n2.close();
        server.close();
    }

    @Test
    void theOfficeIsTakenByAHigherTermAndTheOldHolderLearnsItAtItsNextReservation() {
        ZooKeeperSequencerRecordStore holder = new ZooKeeperSequencerRecordStore(n1, 0);
        ZooKeeperSequencerRecordStore candidate = new ZooKeeperSequencerRecordStore(n2, 0);
        assertThat(result(holder.readBack())).isEmpty();
        assertThat(result(holder.create(FIRST_TERM))).isEqualTo(CasOutcome.WRITTEN);
        assertThat(result(candidate.create(SECOND_TERM))).isEqualTo(CasOutcome.CONFLICT);

        int version = result(candidate.readBack()).orElseThrow().storeVersion();
        assertThat(result(candidate.compareAndSet(version, SECOND_TERM))).isEqualTo(CasOutcome.WRITTEN);

        assertThat(result(holder.compareAndSet(version, REFILLED))).isEqualTo(CasOutcome.CONFLICT);
        assertThat(result(holder.readBack()).map(StoredSequencerRecord::record)).contains(SECOND_TERM);
    }

    @Test
    void everybodyHearsOfANewTerm() {
        ZooKeeperSequencerRecordStore holder = new ZooKeeperSequencerRecordStore(n1, 0);
        List<SequencerRecord> heard = new CopyOnWriteArrayList<>();
        new ZooKeeperSequencerRecordStore(n2, 0).subscribe(news -> heard.add(news.record()));

        result(holder.create(FIRST_TERM));
        await().untilAsserted(() -> assertThat(heard).containsExactly(FIRST_TERM));
        result(holder.compareAndSet(0, REFILLED));
        await().untilAsserted(() -> assertThat(heard).containsExactly(FIRST_TERM, REFILLED));
    }

    @Test
    void aReservationWithoutZooKeeperIsUnknownAndIsSettledByReadingBack() throws IOException {
        ZooKeeperSequencerRecordStore holder = new ZooKeeperSequencerRecordStore(n1, 0);
        result(holder.create(FIRST_TERM));
        server.close();

        assertThat(result(holder.compareAndSet(0, REFILLED))).isEqualTo(CasOutcome.UNKNOWN);

        server = EmbeddedZooKeeper.start(folder, server.port(), TICK);
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(result(holder.readBack()).map(StoredSequencerRecord::record))
                        .contains(FIRST_TERM));
        assertThat(result(holder.compareAndSet(0, REFILLED))).isEqualTo(CasOutcome.WRITTEN);
    }

    private ZooKeeperSession session() throws InterruptedException {
        ZooKeeperSession session = ZooKeeperSession.start(
                new ZooKeeperSettings(server.connectString(), "test", Duration.ofSeconds(1), Duration.ofMillis(300)));
        session.joinCluster(message -> {});
        return session;
    }

    private static SequencerRecord record(String node, long term, long ceiling) {
        Member holder = new Member(new NodeId(node), new DiskId(new UUID(2, term)));
        return new SequencerRecord(term, ceiling, new UUID(1, term), holder, new Address("127.0.0.1", 7101), false);
    }

    private static <T> T result(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(10));
    }
}
