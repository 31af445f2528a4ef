package io.ordinal.launcher.chaos;

import io.ordinal.client.NodeStatus;
import io.ordinal.client.OrdinalClient;
import io.ordinal.client.netty.NettyOrdinalClient;
import io.ordinal.ring.Address;
import io.ordinal.ring.NodeId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/** ZooKeeper and nodes, each a process with a folder of its own, on loopback. All of them are killed when it is closed. */
final class ChaosCluster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration STATUS_PATIENCE = Duration.ofMillis(800);
    private static final long POLL_MILLIS = 50;
    private static final Pattern ZOOKEEPER_LISTENS = Pattern.compile("ZooKeeper listens on ");

    private final Path folder;
    private final ClusterShape shape;
    private final int zookeeperPort = ChaosNode.freePort();
    private final List<ChaosNode> nodes = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Child zookeeper;

    private ChaosCluster(Path folder, ClusterShape shape) {
        this.folder = folder;
        this.shape = shape;
        this.zookeeper = launchZooKeeper();
        // Ctrl-C leaves neither processes nor mounted file systems behind.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "chaos-exit"));
    }

    /** Starts all processes, and returns when every range is served. */
    static ChaosCluster start(Path folder, ClusterShape shape) throws InterruptedException {
        ChaosCluster cluster = new ChaosCluster(folder, shape);
        try {
            cluster.zookeeper.awaitSaid(ZOOKEEPER_LISTENS, PATIENCE);
            for (int i = 1; i <= shape.nodes(); i++) {
                cluster.nodes.add(ChaosNode.start(new NodeId("n" + i), folder, shape, cluster.zookeeperPort));
            }
            for (ChaosNode node : cluster.nodes) {
                node.awaitListening();
            }
            try (OrdinalClient client = cluster.connect()) {
                cluster.awaitServed(client, PATIENCE);
            }
            return cluster;
        } catch (RuntimeException | InterruptedException e) {
            cluster.close();
            throw e;
        }
    }

    List<ChaosNode> nodes() {
        return List.copyOf(nodes);
    }

    ChaosNode node(NodeId id) {
        return nodes.stream()
                .filter(node -> node.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new ChaosFailedException("there is no node " + id));
    }

    /** Starts one more node, of the same shape as those that were there first, and returns when it listens. */
    void add(NodeId id) throws InterruptedException {
        ChaosNode node = ChaosNode.start(id, folder, shape, zookeeperPort);
        nodes.add(node);
        node.awaitListening();
    }

    OrdinalClient connect() {
        List<Address> addresses = nodes.stream().map(ChaosNode::address).toList();
        return NettyOrdinalClient.connect(addresses);
    }

    void killZooKeeper() throws InterruptedException {
        zookeeper.kill();
    }

    void startZooKeeperAgain() throws InterruptedException {
        zookeeper = launchZooKeeper();
        zookeeper.awaitSaid(ZOOKEEPER_LISTENS, PATIENCE);
    }

    void pauseZooKeeper() throws InterruptedException {
        zookeeper.pause();
    }

    void resumeZooKeeper() throws InterruptedException {
        zookeeper.resume();
    }

    /** Who says that it holds the sequencer's office; empty if nobody does now. */
    Optional<ChaosNode> sequencer(OrdinalClient client) {
        return client.sync().statusOfAll(STATUS_PATIENCE).stream()
                .filter(status -> status.reply() != null && status.reply().isSequencer())
                .map(NodeStatus::node)
                .map(this::node)
                .findFirst();
    }

    /**
     * Returns when every range has a leader that says it serves it.
     *
     * @throws ChaosFailedException if that takes too long
     */
    void awaitServed(OrdinalClient client, Duration patience) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        while (!isServed(client)) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new ChaosFailedException("not every range is served after " + patience.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private static boolean isServed(OrdinalClient client) {
        int ranges = client.sync()
                .refresh()
                .mapIfAny()
                .map(map -> map.ranges().size())
                .orElse(0);
        long served = client.sync().statusOfAll(STATUS_PATIENCE).stream()
                .mapToLong(status -> served(status))
                .sum();
        return ranges > 0 && served >= ranges;
    }

    /** How many ranges the node says it leads and serves. */
    static long served(NodeStatus status) {
        return status.reply() == null
                ? 0
                : status.reply().ranges().stream()
                        .filter(range -> range.role().equals("leader"))
                        .count();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        zookeeper.killNow();
        for (ChaosNode node : nodes) {
            try {
                node.close();
            } catch (IOException e) {
                throw new ChaosFailedException("a proxy cannot be closed: " + e.getMessage(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ChaosFailedException("interrupted while " + node.id() + " was closed", e);
            }
        }
    }

    private Child launchZooKeeper() {
        return Child.start(
                folder,
                "zookeeper",
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                List.of(
                        "zookeeper",
                        "--port",
                        Integer.toString(zookeeperPort),
                        "--data",
                        folder.resolve("zk").toString()));
    }
}
