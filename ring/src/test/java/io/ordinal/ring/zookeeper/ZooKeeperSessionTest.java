package io.ordinal.ring.zookeeper;

import static io.ordinal.ring.zookeeper.TestZooKeeper.RECONCILE_INTERVAL;
import static io.ordinal.ring.zookeeper.TestZooKeeper.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ordinal.ring.ClusterId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooKeeperSessionTest {
    @TempDir
    Path folder;

    private EmbeddedZooKeeper server;
    private TestZooKeeper zooKeeper;

    @BeforeEach
    void setUp() throws IOException {
        server = TestZooKeeper.startServer(folder);
        zooKeeper = new TestZooKeeper(server);
    }

    @AfterEach
    void tearDown() throws IOException {
        zooKeeper.close();
        server.close();
    }

    @Test
    void aZooKeeperThatIsAbsentAtTheStartIsWaitedForWithAMessage() throws IOException {
        server.close();
        List<String> messages = new CopyOnWriteArrayList<>();
        ZooKeeperSession session = zooKeeper.start(server.connectString(), RECONCILE_INTERVAL);
        CompletableFuture<ClusterId> joined = CompletableFuture.supplyAsync(() -> join(session, messages));
        await().until(() -> !messages.isEmpty());
        assertThat(messages.get(0)).contains(server.connectString()).contains("not reachable, waiting");
        assertThat(session.state()).isEqualTo(SessionState.CONNECTING);

        server = EmbeddedZooKeeper.start(folder, server.port(), TestZooKeeper.TICK);

        await().until(joined::isDone);
        assertThat(joined).isCompleted();
        assertThat(messages.get(messages.size() - 1)).contains("is reachable");
    }

    @Test
    void waitingHasAnEndWhenOneIsGiven() throws InterruptedException {
        server.close();
        ZooKeeperSession session = zooKeeper.start(server.connectString(), RECONCILE_INTERVAL);

        assertThat(session.awaitConnected(Duration.ofMillis(200), message -> {}))
                .isFalse();
    }

    @Test
    void whoeverJoinsAClusterFindsTheSameIdentity() throws InterruptedException {
        ZooKeeperSession first = zooKeeper.start(server.connectString(), RECONCILE_INTERVAL);
        ZooKeeperSession second = zooKeeper.start(server.connectString(), RECONCILE_INTERVAL);
        assertThat(first.findCluster(message -> {})).isEmpty();

        ClusterId id = first.joinCluster(message -> {});

        assertThat(second.joinCluster(message -> {})).isEqualTo(id);
        assertThat(second.findCluster(message -> {})).contains(id);
    }

    @Test
    void anUnreadableIdentityIsAClearErrorInsteadOfANewCluster() throws InterruptedException {
        ZooKeeperSession session = zooKeeper.direct();
        String path = session.settings().clusterPath() + "/id";
        session.operations()
                .write(path, "garbage".getBytes(StandardCharsets.UTF_8), -1)
                .join();

        assertThatThrownBy(() -> session.joinCluster(message -> {})).hasMessageContaining(path + " is unreadable");
    }

    @Test
    void aServerRestartedOnTheSameDataAndPortKeepsTheSessionAndItsEphemerals()
            throws IOException, InterruptedException {
        ZooKeeperSession session = zooKeeper.direct();
        List<SessionState> states = new CopyOnWriteArrayList<>();
        session.subscribe(states::add);
        ZooKeeperMembers members = new ZooKeeperMembers(session);
        members.announce(TestZooKeeper.registration("n1", 1, 1));
        await().until(() -> members.present().size() == 1);
        ClusterId id = session.joinCluster(message -> {});

        server.close();
        await().until(() -> states.contains(SessionState.SUSPENDED));
        server = EmbeddedZooKeeper.start(folder, server.port(), TestZooKeeper.TICK);

        await().until(() -> session.state() == SessionState.CONNECTED);
        assertThat(session.joinCluster(message -> {})).isEqualTo(id);
        await().until(() -> session.operations()
                .children(session.settings().clusterPath() + "/members")
                .join()
                .orElseThrow()
                .contains("n1"));
    }

    @Test
    void aBrokenConnectionIsToldAtOnceSoThatOfficesStopActing() throws InterruptedException {
        ZooKeeperSession session = zooKeeper.proxied(RECONCILE_INTERVAL);
        List<SessionState> states = new CopyOnWriteArrayList<>();
        session.subscribe(states::add);
        await().untilAsserted(() -> assertThat(states).contains(SessionState.CONNECTED));

        zooKeeper.proxy().cut();
        await().untilAsserted(() -> assertThat(states).contains(SessionState.SUSPENDED));
        zooKeeper.proxy().mend();
        await().untilAsserted(() -> assertThat(states).endsWith(SessionState.CONNECTED));
        session.close();

        assertThat(states).endsWith(SessionState.CLOSED);
        session.close();
        assertThat(states).containsOnlyOnce(SessionState.CLOSED);
    }

    @Test
    void whoWaitsInASessionThatIsClosedIsToldSo() {
        server.close();
        ZooKeeperSession session = zooKeeper.start(server.connectString(), RECONCILE_INTERVAL);
        CompletableFuture<ClusterId> joined =
                CompletableFuture.supplyAsync(() -> join(session, new CopyOnWriteArrayList<>()));

        session.close();

        assertThatThrownBy(joined::join)
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("was closed while waiting");
    }

    @Test
    void anOperationWithoutAConnectionFailsAtOnce() throws InterruptedException {
        ZooKeeperSession session = zooKeeper.proxied(RECONCILE_INTERVAL);
        zooKeeper.proxy().cut();
        await().until(() -> session.state() != SessionState.CONNECTED);

        assertThat(session.operations().create("/late", new byte[0], CreateMode.PERSISTENT))
                .isCompletedExceptionally();
    }

    private static ClusterId join(ZooKeeperSession session, List<String> messages) {
        try {
            return session.joinCluster(messages::add);
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }
}
