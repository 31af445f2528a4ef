package io.ordinal.launcher.chaos;

import io.ordinal.faults.tcp.TcpProxy;
import io.ordinal.ring.Address;
import io.ordinal.ring.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One node's process, with a proxy before its port, which is what the others and the clients know it by, and one between
 * it and ZooKeeper. It keeps its ports over its lives. One thread at a time may change what runs.
 */
final class ChaosNode {
    private static final int LOWEST_PORT = 15_000;
    private static final int HIGHEST_PORT = 32_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final NodeId id;
    private final Path folder;
    private final ClusterShape shape;
    private final int port;
    private final TcpProxy peers;
    private final TcpProxy zookeeper;
    private final @Nullable SmallDisk disk;
    private @Nullable FailingForce failingForce;
    private volatile Child process;

    private ChaosNode(
            NodeId id,
            Path folder,
            ClusterShape shape,
            int port,
            TcpProxy peers,
            TcpProxy zookeeper,
            @Nullable SmallDisk disk,
            Child process) {
        this.id = id;
        this.disk = disk;
        this.folder = folder;
        this.shape = shape;
        this.port = port;
        this.peers = peers;
        this.zookeeper = zookeeper;
        this.process = process;
    }

    /** Starts the process and returns at once. */
    static ChaosNode start(NodeId id, Path folder, ClusterShape shape, int zookeeperPort) throws InterruptedException {
        SmallDisk disk = shape.smallDisks() ? SmallDisk.make(folder.resolve(id.name())) : null;
        int port = freePort();
        try {
            TcpProxy peers = TcpProxy.inFrontOf(port);
            TcpProxy zookeeper = TcpProxy.inFrontOf(zookeeperPort);
            Child process = launch(id, folder, shape, port, peers, zookeeper);
            return new ChaosNode(id, folder, shape, port, peers, zookeeper, disk, process);
        } catch (IOException e) {
            throw new UncheckedIOException("no proxy can listen on loopback", e);
        }
    }

    /**
     * A port of loopback that is free now. It is none of those that systems give to outgoing connections, or one of them
     * might have it when the node is started again.
     */
    static int freePort() {
        for (int tries = 0; tries < 1_000; tries++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new ChaosFailedException("no port of loopback is free between " + LOWEST_PORT + " and " + HIGHEST_PORT);
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static Child launch(
            NodeId id, Path folder, ClusterShape shape, int port, TcpProxy peers, TcpProxy zookeeper) {
        List<String> arguments = new ArrayList<>(List.of(
                "node",
                "--id",
                id.name(),
                "--zookeeper",
                "127.0.0.1:" + zookeeper.port(),
                "--data",
                folder.resolve(id.name()).toString(),
                "--port",
                Integer.toString(port),
                "--initial-nodes",
                Integer.toString(shape.nodes())));
        if (shape.behindProxies()) {
            arguments.addAll(List.of("--advertise", "127.0.0.1:" + peers.port()));
        }
        return Child.start(folder, id.name(), shape.jvmFlags(), arguments);
    }

    NodeId id() {
        return id;
    }

    /** Where the others and the clients reach it. */
    Address address() {
        return new Address("127.0.0.1", shape.behindProxies() ? peers.port() : port);
    }

    /** What the others and the clients reach it through. */
    TcpProxy peers() {
        return peers;
    }

    /** What it reaches ZooKeeper through. */
    TcpProxy zookeeper() {
        return zookeeper;
    }

    /** Where its data are, if that is a file system of their own. */
    Optional<SmallDisk> disk() {
        return Optional.ofNullable(disk);
    }

    Child process() {
        return process;
    }

    void awaitListening() throws InterruptedException {
        process.awaitSaid(Pattern.compile("node " + Pattern.quote(id.name()) + " listens on "), PATIENCE);
    }

    /** Starts it again on its data, and returns when it listens. */
    void startAgain() throws InterruptedException {
        process = launch(id, folder, shape, port, peers, zookeeper);
        awaitListening();
    }

    /** From now on its disk cannot force anything. */
    void failForces() throws InterruptedException {
        failingForce = FailingForce.begin(process.pid(), folder.resolve(id.name() + ".forces"));
    }

    /**
     * Its disk works again; if it had to stop itself, it is started again.
     *
     * @return whether it had to
     */
    boolean endFailingForces() throws InterruptedException {
        boolean stopped = failingForce != null && failingForce.end(process);
        failingForce = null;
        if (stopped) {
            startAgain();
        }
        return stopped;
    }

    void close() throws IOException, InterruptedException {
        process.kill();
        if (failingForce != null) {
            failingForce.end();
        }
        if (disk != null) {
            disk.remove();
        }
        peers.close();
        zookeeper.close();
    }
}
