package io.ordinal.ring.zookeeper;

import static io.ordinal.ring.zookeeper.TestZooKeeper.NEVER;
import static io.ordinal.ring.zookeeper.TestZooKeeper.RECONCILE_INTERVAL;
import static io.ordinal.ring.zookeeper.TestZooKeeper.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.ring.CasOutcome;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.ClusterMapCodec;
import io.ordinal.ring.FirstMap;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.MapTooLargeException;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Reign;
import io.ordinal.ring.RingPlan;
import io.ordinal.ring.StoredMap;
import io.ordinal.ring.TokenRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooKeeperClusterMapStoreTest {
    private static final ClusterId CLUSTER = new ClusterId(new UUID(3, 3));
    private static final Reign REIGN = new Reign(1, new UUID(4, 4), TestZooKeeper.member("n1", 1));
    private static final ClusterMap FIRST = FirstMap.of(
            CLUSTER, REIGN, List.of(new KnownNode(TestZooKeeper.member("n1", 1), "a", 1)), 3, new UUID(5, 1));
    private static final ClusterMap SECOND = successor(FIRST);
    private static final ClusterMap THIRD = successor(SECOND);

    @TempDir
    static Path folder;

    private static EmbeddedZooKeeper server;
    private TestZooKeeper zooKeeper;

    @BeforeAll
    static void startServer() throws IOException {
        server = TestZooKeeper.startServer(folder);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void setUp() throws IOException {
        zooKeeper = new TestZooKeeper(server);
    }

    @AfterEach
    void tearDown() throws IOException {
        zooKeeper.close();
    }

    @Test
    void oneOfTwoWritersWinsAndTheOtherIsToldSo() throws InterruptedException {
        ZooKeeperClusterMapStore one = store(zooKeeper.direct());
        ZooKeeperClusterMapStore other = store(zooKeeper.direct());
        assertThat(result(one.readBack())).isEmpty();

        assertThat(result(one.create(FIRST))).isEqualTo(CasOutcome.WRITTEN);
        assertThat(one.current().map(StoredMap::map)).contains(FIRST);
        assertThat(result(other.create(SECOND))).isEqualTo(CasOutcome.CONFLICT);
        int version = result(other.readBack()).orElseThrow().storeVersion();
        assertThat(result(other.compareAndSet(version, SECOND))).isEqualTo(CasOutcome.WRITTEN);
        assertThat(result(one.compareAndSet(version, successor(FIRST)))).isEqualTo(CasOutcome.CONFLICT);

        await().until(() -> shows(one, SECOND));
        assertThat(one.current()).isEqualTo(other.current());
    }

    @Test
    void aListenerHearsTheCurrentMapFirstAndThenEveryNewerOne() throws InterruptedException {
        ZooKeeperClusterMapStore store = store(zooKeeper.direct());
        result(store.create(FIRST));
        List<Long> versions = new CopyOnWriteArrayList<>();
        var subscription = store.subscribe(map -> versions.add(map.map().version()));
        result(store.compareAndSet(0, SECOND));
        await().untilAsserted(() -> assertThat(versions).containsExactly(1L, 2L));

        subscription.close();
        result(store.compareAndSet(1, THIRD));
        assertThat(versions).containsExactly(1L, 2L);
    }

    @Test
    void aMapWrittenWhileTheConnectionWasCutIsSeenAfterwards() throws InterruptedException {
        ZooKeeperClusterMapStore writing = store(zooKeeper.direct());
        ZooKeeperSession cutOff = zooKeeper.proxied(NEVER);
        ZooKeeperClusterMapStore watching = store(cutOff);
        result(writing.create(FIRST));
        await().until(() -> shows(watching, FIRST));

        zooKeeper.proxy().cut();
        await().until(() -> cutOff.state() != SessionState.CONNECTED);
        result(writing.compareAndSet(0, SECOND));
        assertThatThrownBy(() -> watching.readBack().toCompletableFuture().join())
                .hasStackTraceContaining("ConnectionLoss");
        assertThat(shows(watching, FIRST)).isTrue();
        zooKeeper.proxy().mend();

        await().until(() -> shows(watching, SECOND));
    }

    @Test
    void aSwallowedWatchIsHealedByTheNextReconcile() throws InterruptedException {
        ZooKeeperClusterMapStore writing = store(zooKeeper.direct());
        ZooKeeperSession deaf = zooKeeper.proxied(RECONCILE_INTERVAL);
        ZooKeeperClusterMapStore watching = store(deaf);
        result(writing.create(FIRST));
        await().until(() -> shows(watching, FIRST));

        zooKeeper.proxy().loseNotifications();
        result(writing.compareAndSet(0, SECOND));

        await().until(() -> shows(watching, SECOND));
        assertThat(zooKeeper.proxy().lost()).isPositive();
        assertThat(deaf.state()).isEqualTo(SessionState.CONNECTED);
    }

    @Test
    void aWatchIsEnoughWithoutAnyReconcile() throws InterruptedException {
        ZooKeeperClusterMapStore watching = store(zooKeeper.proxied(NEVER));
        ZooKeeperClusterMapStore writing = store(zooKeeper.direct());
        assertThat(result(watching.readBack())).isEmpty();

        result(writing.create(FIRST));
        await().until(() -> shows(watching, FIRST));
        result(writing.compareAndSet(0, SECOND));
        await().until(() -> shows(watching, SECOND));
    }

    @Test
    void aWriteWhoseAnswerWasCutIsUnknownAndReadingBackFindsIt() throws InterruptedException {
        ZooKeeperClusterMapStore watching = store(zooKeeper.direct());
        ZooKeeperSession cutOff = zooKeeper.proxied(NEVER);
        ZooKeeperClusterMapStore writing = store(cutOff);
        result(watching.create(FIRST));
        await().until(() -> shows(writing, FIRST));

        zooKeeper.proxy().loseAnswers();
        CompletableFuture<CasOutcome> outcome = writing.compareAndSet(0, SECOND).toCompletableFuture();
        await().until(() -> shows(watching, SECOND));
        assertThat(outcome).isNotDone();
        zooKeeper.proxy().mend();

        assertThat(outcome.join()).isEqualTo(CasOutcome.UNKNOWN);
        assertThat(readBackAsSoonAsReachable(writing).orElseThrow().map().id()).isEqualTo(SECOND.id());
    }

    @Test
    void aWriteThatNeverArrivedIsUnknownTooAndMayBeRepeatedWithTheSameVersion() throws InterruptedException {
        ZooKeeperSession cutOff = zooKeeper.proxied(NEVER);
        ZooKeeperClusterMapStore writing = store(cutOff);
        result(writing.create(FIRST));

        zooKeeper.proxy().loseRequests();
        CompletableFuture<CasOutcome> outcome = writing.compareAndSet(0, SECOND).toCompletableFuture();
        await().until(() -> zooKeeper.proxy().lost() > 0);
        zooKeeper.proxy().mend();

        assertThat(outcome.join()).isEqualTo(CasOutcome.UNKNOWN);
        assertThat(readBackAsSoonAsReachable(writing).orElseThrow().map().id()).isEqualTo(FIRST.id());
        assertThat(result(writing.compareAndSet(0, SECOND))).isEqualTo(CasOutcome.WRITTEN);
    }

    @Test
    void aFirstMapWhoseAnswerWasCutIsUnknownAndNotThereMeansNotYet() throws InterruptedException {
        ZooKeeperSession cutOff = zooKeeper.proxied(NEVER);
        ZooKeeperClusterMapStore writing = store(cutOff);

        zooKeeper.proxy().loseRequests();
        CompletableFuture<CasOutcome> outcome = writing.create(FIRST).toCompletableFuture();
        await().until(() -> zooKeeper.proxy().lost() > 0);
        zooKeeper.proxy().mend();

        assertThat(outcome.join()).isEqualTo(CasOutcome.UNKNOWN);
        assertThat(readBackAsSoonAsReachable(writing)).isEmpty();
        assertThat(result(writing.create(FIRST))).isEqualTo(CasOutcome.WRITTEN);
    }

    @Test
    void anUnansweredWriteIsUnknownWithinTheSessionTimeoutEvenIfTheConnectionStays() throws InterruptedException {
        ZooKeeperClusterMapStore writing = store(zooKeeper.proxied(NEVER));
        result(writing.create(FIRST));
        zooKeeper.proxy().loseAnswers();

        CompletableFuture<CasOutcome> outcome = writing.compareAndSet(0, SECOND).toCompletableFuture();

        await().until(outcome::isDone);
        assertThat(outcome.join()).isEqualTo(CasOutcome.UNKNOWN);
    }

    @Test
    void anOlderMapIsReportedAndNeverPublished() throws InterruptedException {
        ZooKeeperSession session = zooKeeper.direct();
        ZooKeeperClusterMapStore store = store(session);
        List<WentBackInTime> alarms = new CopyOnWriteArrayList<>();
        store.onWentBackInTime(alarms::add);
        result(store.create(FIRST));
        result(store.compareAndSet(0, SECOND));

        // What a restored backup looks like once ZooKeeper went on from it: a newer transaction, an older map.
        session.operations().write(path(), ClusterMapCodec.encode(FIRST), 1).join();

        await().until(() -> !alarms.isEmpty());
        assertThat(store.current().map(StoredMap::map)).contains(SECOND);
        assertThatThrownBy(() -> store.readBack().toCompletableFuture().join())
                .hasRootCauseInstanceOf(WentBackInTimeException.class);
        assertThat(alarms).hasSize(1);
    }

    @Test
    void aMapThatIsGoneIsReportedAndTheLastOneStays() throws InterruptedException {
        ZooKeeperSession session = zooKeeper.direct();
        ZooKeeperClusterMapStore store = store(session);
        List<WentBackInTime> alarms = new CopyOnWriteArrayList<>();
        store.onWentBackInTime(alarms::add);
        result(store.create(FIRST));

        session.operations().delete(path(), 0).join();

        await().until(() -> !alarms.isEmpty());
        assertThat(alarms.get(0).shownZxid()).isZero();
        assertThat(store.current().map(StoredMap::map)).contains(FIRST);
    }

    @Test
    void whatADiskHasSeenBoundsWhatIsPublishedAfterARestart() throws InterruptedException {
        ZooKeeperSession session = zooKeeper.direct();
        result(store(session).create(FIRST));
        long zxid = result(store(session).readBack()).orElseThrow().zxid();

        ZooKeeperClusterMapStore level = new ZooKeeperClusterMapStore(session, zxid);
        assertThat(result(level.readBack()).map(StoredMap::map)).contains(FIRST);

        ZooKeeperClusterMapStore ahead = new ZooKeeperClusterMapStore(session, zxid + 1);
        assertThatThrownBy(() -> ahead.readBack().toCompletableFuture().join())
                .hasRootCauseInstanceOf(WentBackInTimeException.class);
        assertThat(ahead.current()).isEmpty();
    }

    @Test
    void anUnreadableMapIsAClearErrorAndTheLastOneStays() throws InterruptedException {
        ZooKeeperSession session = zooKeeper.direct();
        ZooKeeperClusterMapStore store = store(session);
        result(store.create(FIRST));

        session.operations()
                .write(path(), "garbage".getBytes(StandardCharsets.UTF_8), 0)
                .join();

        assertThatThrownBy(() -> store.readBack().toCompletableFuture().join())
                .hasMessageContaining(path() + " is unreadable");
        assertThat(store.current().map(StoredMap::map)).contains(FIRST);
    }

    @Test
    void aMapTooLargeForZooKeeperIsRefusedAtOnce() throws InterruptedException {
        ZooKeeperClusterMapStore store = store(zooKeeper.direct());

        assertThatThrownBy(() -> store.create(mapOf(60_000))).isInstanceOf(MapTooLargeException.class);
        assertThat(result(store.readBack())).isEmpty();
    }

    @Test
    void aMapAsLargeAsTheCodecAllowsIsWritten() throws InterruptedException {
        ZooKeeperClusterMapStore store = store(zooKeeper.direct());
        int ranges = 60_000;
        while (!fits(ranges)) {
            ranges -= 500;
        }
        ClusterMap large = mapOf(ranges);
        assertThat(ClusterMapCodec.encode(large).length).isGreaterThan(1_000_000);

        assertThat(result(store.create(large))).isEqualTo(CasOutcome.WRITTEN);
        assertThat(result(store.readBack()).map(StoredMap::map)).contains(large);
    }

    @Test
    void aClosedSessionAnswersUnknownInsteadOfHanging() throws InterruptedException {
        ZooKeeperSession session = zooKeeper.direct();
        ZooKeeperClusterMapStore store = store(session);
        result(store.create(FIRST));
        session.close();

        assertThat(result(store.compareAndSet(0, SECOND))).isEqualTo(CasOutcome.UNKNOWN);
        assertThat(store.readBack().toCompletableFuture()).isCompletedExceptionally();
    }

    private static boolean fits(int ranges) {
        try {
            ClusterMapCodec.encode(mapOf(ranges));
            return true;
        } catch (MapTooLargeException e) {
            return false;
        }
    }

    private static ClusterMap mapOf(int count) {
        List<RangeAssignment> ranges = new ArrayList<>();
        long width = Long.divideUnsigned(-1L, count);
        for (int i = 0; i < count; i++) {
            long start = i == 0 ? count * width : i * width;
            ranges.add(new RangeAssignment(
                    new RangeId(i + 1L),
                    new TokenRange(start, (i + 1) * width),
                    List.of(REIGN.holder()),
                    List.of(),
                    REIGN.holder(),
                    1L << 30));
        }
        return new ClusterMap(
                CLUSTER,
                1,
                new UUID(5, 1),
                ClusterMap.NO_PARENT,
                REIGN,
                1,
                FIRST.nodes(),
                ranges,
                count + 1L,
                RingPlan.NONE);
    }

    private static ClusterMap successor(ClusterMap map) {
        return new ClusterMap(
                map.cluster(),
                map.version() + 1,
                new UUID(5, map.version() + 1),
                map.id(),
                map.reign(),
                map.replicationFactor(),
                map.nodes(),
                map.ranges(),
                map.nextRangeId(),
                map.plan());
    }

    private static ZooKeeperClusterMapStore store(ZooKeeperSession session) {
        return new ZooKeeperClusterMapStore(session, 0);
    }

    private static boolean shows(ZooKeeperClusterMapStore store, ClusterMap map) {
        return store.current().map(StoredMap::map).equals(Optional.of(map));
    }

    private static Optional<StoredMap> readBackAsSoonAsReachable(ZooKeeperClusterMapStore store) {
        AtomicReference<Optional<StoredMap>> read = new AtomicReference<>();
        await().ignoreExceptions().untilAsserted(() -> read.set(result(store.readBack())));
        return read.get();
    }

    private static <T> T result(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private String path() {
        return "/ordinal/" + zooKeeper.clusterName() + "/map";
    }
}
