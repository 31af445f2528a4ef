package io.ordinal.ring.zookeeper;

import io.ordinal.faults.tcp.ZooKeeperProxy;
import io.ordinal.ring.Address;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A ZooKeeper server, a proxy in front of it, and sessions by either way, all closed together. */
final class TestZooKeeper implements AutoCloseable {
    static final Duration TICK = Duration.ofMillis(250);
    static final Duration SESSION_TIMEOUT = Duration.ofSeconds(1);
    static final Duration RECONCILE_INTERVAL = Duration.ofMillis(300);

    /** No reconcile within a test: what it sees, it sees by a watch or by the reconnect. */
    static final Duration NEVER = Duration.ofMinutes(10);

    private final EmbeddedZooKeeper server;
    private final ZooKeeperProxy proxy;
    private final Deque<ZooKeeperSession> sessions = new ArrayDeque<>();
    private final String clusterName = "test-" + UUID.randomUUID();

    TestZooKeeper(EmbeddedZooKeeper server) throws IOException {
        this.server = server;
        proxy = new ZooKeeperProxy(server.port());
    }

    static EmbeddedZooKeeper startServer(Path folder) throws IOException {
        return EmbeddedZooKeeper.start(folder, 0, TICK);
    }

    ZooKeeperProxy proxy() {
        return proxy;
    }

    String clusterName() {
        return clusterName;
    }

    /** A connected session that no cut touches; the cluster exists then. */
    ZooKeeperSession direct() throws InterruptedException {
        ZooKeeperSession session = start(server.connectString(), RECONCILE_INTERVAL);
        session.joinCluster(message -> {});
        return session;
    }

    /** A connected session through the proxy. */
    ZooKeeperSession proxied(Duration reconcileInterval) throws InterruptedException {
        ZooKeeperSession session = start(proxy.connectString(), reconcileInterval);
        session.joinCluster(message -> {});
        return session;
    }

    ZooKeeperSession start(String connectString, Duration reconcileInterval) {
        ZooKeeperSession session = ZooKeeperSession.start(
                new ZooKeeperSettings(connectString, clusterName, SESSION_TIMEOUT, reconcileInterval));
        sessions.push(session);
        return session;
    }

    @Override
    public void close() throws IOException {
        proxy.mend();
        sessions.forEach(ZooKeeperSession::close);
        proxy.close();
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(10));
    }

    static ConditionFactory awaitWithin(Duration atMost) {
        return await().atMost(atMost);
    }

    static Member member(String node, int disk) {
        return new Member(new NodeId(node), new DiskId(new UUID(1, disk)));
    }

    static Registration registration(String node, int disk, long run) {
        return new Registration(
                member(node, disk), run, new Address("127.0.0.1", 7100 + (int) run), "rack-a", 1, "0.1.0");
    }
}
