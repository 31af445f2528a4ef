package io.ordinal.ring.zookeeper;

import static io.ordinal.ring.zookeeper.TestZooKeeper.NEVER;
import static io.ordinal.ring.zookeeper.TestZooKeeper.RECONCILE_INTERVAL;
import static io.ordinal.ring.zookeeper.TestZooKeeper.await;
import static io.ordinal.ring.zookeeper.TestZooKeeper.awaitWithin;
import static io.ordinal.ring.zookeeper.TestZooKeeper.registration;
import static org.assertj.core.api.Assertions.assertThat;

import io.ordinal.ring.ClusterMapSource.Subscription;
import io.ordinal.ring.Members;
import io.ordinal.ring.Registration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooKeeperMembersTest {
    private static final Duration SECONDS = Duration.ofSeconds(5);
    private static final Registration N1 = registration("n1", 1, 1);
    private static final Registration N2 = registration("n2", 2, 1);
    private static final Registration N3 = registration("n3", 3, 1);

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
    void membersComeAndGoAndEverybodySeesIt() throws InterruptedException {
        ZooKeeperMembers watching = new ZooKeeperMembers(zooKeeper.direct());
        List<List<Registration>> told = new CopyOnWriteArrayList<>();
        Subscription listening = watching.subscribe(told::add);

        ZooKeeperMembers announcing = new ZooKeeperMembers(zooKeeper.direct());
        Subscription n2 = announcing.announce(N2);
        awaitPresent(watching, N2);
        announcing.announce(N1);
        awaitPresent(watching, N1, N2);
        n2.close();
        awaitPresent(watching, N1);

        await().untilAsserted(
                        () -> assertThat(told).containsExactly(List.of(), List.of(N2), List.of(N1, N2), List.of(N1)));
        listening.close();
    }

    @Test
    void aMemberThatClosesItsSessionIsAbsentAtOnceNotAfterATimeout() throws InterruptedException {
        ZooKeeperMembers watching = new ZooKeeperMembers(zooKeeper.direct());
        ZooKeeperSession leaving = zooKeeper.direct();
        new ZooKeeperMembers(leaving).announce(N1);
        awaitPresent(watching, N1);

        leaving.close();

        awaitWithin(TestZooKeeper.SESSION_TIMEOUT.dividedBy(2))
                .untilAsserted(() -> assertThat(watching.present()).isEmpty());
    }

    @Test
    void membersThatChangedWhileTheConnectionWasCutAreSeenAfterwards() throws InterruptedException {
        ZooKeeperSession cutOff = zooKeeper.proxied(NEVER);
        ZooKeeperMembers watching = new ZooKeeperMembers(cutOff);
        ZooKeeperMembers announcing = new ZooKeeperMembers(zooKeeper.direct());
        ZooKeeperSession movingSession = zooKeeper.direct();
        new ZooKeeperMembers(movingSession).announce(N1);
        Subscription n2 = announcing.announce(N2);
        awaitPresent(watching, N1, N2);

        zooKeeper.proxy().cut();
        await().until(() -> cutOff.state() != SessionState.CONNECTED);
        // n1 is deleted and created again, elsewhere: both znodes have version 0. n2 goes, n3 comes.
        movingSession.close();
        Registration n1Moved = registration("n1", 1, 2);
        announcing.announce(n1Moved);
        n2.close();
        announcing.announce(N3);
        awaitPresent(announcing, n1Moved, N3);
        assertThat(watching.present()).containsExactly(N1, N2);
        zooKeeper.proxy().mend();

        awaitPresent(watching, n1Moved, N3);
    }

    @Test
    void aSwallowedWatchCostsOneReconcileIntervalAndNoMore() throws InterruptedException {
        ZooKeeperSession deaf = zooKeeper.proxied(RECONCILE_INTERVAL);
        ZooKeeperMembers watching = new ZooKeeperMembers(deaf);
        ZooKeeperMembers announcing = new ZooKeeperMembers(zooKeeper.direct());
        ZooKeeperSession movingSession = zooKeeper.direct();
        new ZooKeeperMembers(movingSession).announce(N1);
        awaitPresent(watching, N1);

        zooKeeper.proxy().loseNotifications();
        movingSession.close();
        Registration moved = registration("n1", 1, 2);
        announcing.announce(moved);
        awaitPresent(announcing, moved);

        awaitPresent(watching, moved);
        assertThat(zooKeeper.proxy().lost()).isPositive();
        assertThat(deaf.state()).isEqualTo(SessionState.CONNECTED);
    }

    @Test
    void aMemberWhoseSessionExpiredIsAnnouncedAgainInTheNext() throws InterruptedException {
        ZooKeeperMembers watching = new ZooKeeperMembers(zooKeeper.direct());
        ZooKeeperSession expiring = zooKeeper.proxied(NEVER);
        List<SessionState> states = new CopyOnWriteArrayList<>();
        expiring.subscribe(states::add);
        new ZooKeeperMembers(expiring).announce(N1);
        awaitPresent(watching, N1);

        zooKeeper.proxy().cut();
        awaitPresent(watching);
        await().until(() -> expiring.state() == SessionState.LOST);
        zooKeeper.proxy().mend();

        awaitPresent(watching, N1);
        assertThat(states)
                .containsSubsequence(
                        SessionState.CONNECTED, SessionState.SUSPENDED, SessionState.LOST, SessionState.CONNECTED);
    }

    @Test
    void anEphemeralDeletedByHandIsAnnouncedAgain() throws InterruptedException {
        ZooKeeperMembers members = new ZooKeeperMembers(zooKeeper.direct());
        List<Announcement.State> states = new CopyOnWriteArrayList<>();
        members.announce(N1, news -> states.add(news.state()));
        awaitPresent(members, N1);

        zooKeeper.direct().operations().delete(path("members/n1"), -1).join();

        await().untilAsserted(() -> assertThat(states)
                .containsExactly(
                        Announcement.State.PENDING,
                        Announcement.State.ANNOUNCED,
                        Announcement.State.PENDING,
                        Announcement.State.ANNOUNCED));
        awaitPresent(members, N1);
    }

    @Test
    void theEphemeralOfAnEarlierRunOfTheSameDiskIsReplaced() throws InterruptedException {
        ZooKeeperSession killed = zooKeeper.proxied(NEVER);
        ZooKeeperMembers watching = new ZooKeeperMembers(zooKeeper.direct());
        new ZooKeeperMembers(killed).announce(N1);
        awaitPresent(watching, N1);

        Registration nextRun = registration("n1", 1, 2);
        // As after kill -9: the old session still lives in ZooKeeper, but nobody speaks for it.
        zooKeeper.proxy().cut();
        watching.announce(nextRun);

        awaitPresent(watching, nextRun);
    }

    @Test
    void anotherDiskUnderTheSameNodeIdWaitsAndSaysForWhom() throws InterruptedException {
        ZooKeeperMembers watching = new ZooKeeperMembers(zooKeeper.direct());
        Subscription first = watching.announce(N1);
        awaitPresent(watching, N1);

        Registration otherDisk = registration("n1", 99, 7);
        AtomicReference<Announcement> news = new AtomicReference<>();
        new ZooKeeperMembers(zooKeeper.direct()).announce(otherDisk, news::set);

        await().until(() -> news.get() != null && news.get().state() == Announcement.State.HELD_BY_ANOTHER);
        assertThat(news.get().detail())
                .contains("n1 is held by disk " + N1.member().disk())
                .contains("at address 127.0.0.1:7101");
        assertThat(watching.present()).containsExactly(N1);

        first.close();
        awaitPresent(watching, otherDisk);
        await().until(() -> news.get().state() == Announcement.State.ANNOUNCED);
    }

    @Test
    void anEarlierRunNeverPushesALaterOneAway() throws InterruptedException {
        ZooKeeperMembers watching = new ZooKeeperMembers(zooKeeper.direct());
        Registration later = registration("n1", 1, 5);
        watching.announce(later);
        awaitPresent(watching, later);

        AtomicReference<Announcement> news = new AtomicReference<>();
        new ZooKeeperMembers(zooKeeper.direct()).announce(N1, news::set);

        await().until(() -> news.get() != null && news.get().state() == Announcement.State.HELD_BY_ANOTHER);
        assertThat(watching.present()).containsExactly(later);
    }

    @Test
    void anUnreadableRegistrationIsLeftOutAndHurtsNobodyElse() throws InterruptedException {
        ZooKeeperSession session = zooKeeper.direct();
        ZooKeeperMembers members = new ZooKeeperMembers(session);
        byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
        session.operations()
                .create(path("members/n2"), garbage, CreateMode.PERSISTENT)
                .join();

        members.announce(N1);

        awaitPresent(members, N1);
    }

    @Test
    void aListenerThatThrowsHurtsNoOther() throws InterruptedException {
        ZooKeeperMembers members = new ZooKeeperMembers(zooKeeper.direct());
        AtomicReference<List<Registration>> told = new AtomicReference<>(List.of());
        members.subscribe(news -> {
            throw new IllegalStateException("on purpose");
        });
        members.subscribe(told::set);

        members.announce(N1);

        await().untilAsserted(() -> assertThat(told.get()).containsExactly(N1));
    }

    private String path(String name) {
        return "/ordinal/" + zooKeeper.clusterName() + "/" + name;
    }

    private static void awaitPresent(Members members, Registration... expected) {
        awaitWithin(SECONDS).untilAsserted(() -> assertThat(members.present()).containsExactly(expected));
    }
}
