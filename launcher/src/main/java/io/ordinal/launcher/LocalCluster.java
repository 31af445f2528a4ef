package io.ordinal.launcher;

import io.ordinal.node.chronicle.Durability;
import io.ordinal.node.chronicle.JournalCorruptException;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.zookeeper.EmbeddedZooKeeper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole cluster in this process: an embedded ZooKeeper and nodes that start, stop and fail one by one. It keeps
 * {@code endpoints.json} true. Safe for use by any thread; one change is made at a time.
 */
final class LocalCluster implements ControlServer.Nodes, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LocalCluster.class);

    private final ClusterFolder folder;
    private final EmbeddedZooKeeper zookeeper;
    private final Map<String, NodeSettings> settings = new LinkedHashMap<>();
    private final Map<String, NodeProcess> running = new TreeMap<>();
    private final Consumer<String> out;
    private @Nullable ControlServer control;
    private @Nullable String web;
    private boolean closing;

    private LocalCluster(ClusterFolder folder, EmbeddedZooKeeper zookeeper, Consumer<String> out) {
        this.folder = folder;
        this.zookeeper = zookeeper;
        this.out = out;
    }

    /**
     * Starts ZooKeeper and the nodes, and returns when all of them listen.
     *
     * @param ports where, by the name of who listens: {@code zookeeper}, and each node; nodes start in this order
     * @param repairs what this start does about data that a node lost, by the name of the node
     * @param out hears what happens to nodes later, for people
     */
    static LocalCluster start(
            ClusterFolder folder,
            Map<String, Integer> ports,
            Durability durability,
            Map<String, Repair> repairs,
            Consumer<String> out)
            throws InterruptedException {
        LocalCluster cluster =
                new LocalCluster(folder, startZooKeeper(folder, ports.getOrDefault("zookeeper", 0)), out);
        try {
            cluster.startAll(ports, durability, repairs);
            return cluster;
        } catch (IOException e) {
            cluster.close();
            throw new LaunchException(ExitCode.FAILED, "the cluster did not start: " + e.getMessage(), e);
        } catch (RuntimeException | InterruptedException e) {
            cluster.close();
            throw e;
        }
    }

    String zookeeper() {
        return zookeeper.connectString();
    }

    /** The nodes that run and where they listen. */
    synchronized Map<String, String> nodes() {
        Map<String, String> addresses = new LinkedHashMap<>();
        running.forEach((node, process) -> addresses.put(node, process.address().toString()));
        return addresses;
    }

    /** Names the web server in {@code endpoints.json}. */
    synchronized void announceWeb(String url) {
        web = url;
        writeEndpoints();
    }

    @Override
    public synchronized String stop(String node) {
        requireKnown(node);
        NodeProcess process = running.remove(node);
        if (process == null) {
            throw new LaunchException(
                    ExitCode.FAILED, "node " + node + " is stopped already: `ordinal start " + node + "` starts it");
        }
        process.leave();
        writeEndpoints();
        out.accept("node " + node + " stopped");
        return "node " + node + " is stopped; its data stay. `ordinal start " + node + "` starts it again";
    }

    @Override
    public synchronized String start(String node) {
        requireKnown(node);
        if (running.containsKey(node)) {
            throw new LaunchException(ExitCode.FAILED, "node " + node + " runs already: `ordinal status` shows it");
        }
        try {
            NodeProcess process = startNode(settings.get(node), Repair.NONE);
            writeEndpoints();
            out.accept("node " + node + " listens on " + process.address());
            return "node " + node + " listens on " + process.address();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchException(ExitCode.FAILED, "interrupted while node " + node + " was starting", e);
        }
    }

    /** Stops the nodes in good order, then ZooKeeper. */
    @Override
    public void close() {
        Optional<ControlServer> server;
        synchronized (this) {
            closing = true;
            server = Optional.ofNullable(control);
            control = null;
        }
        server.ifPresent(ControlServer::close);
        synchronized (this) {
            closeNodes();
            zookeeper.close();
        }
    }

    private synchronized void startAll(Map<String, Integer> ports, Durability durability, Map<String, Repair> repairs)
            throws IOException, InterruptedException {
        List<String> nodes = new ArrayList<>(ports.keySet());
        nodes.remove("zookeeper");
        for (String node : nodes) {
            settings.put(
                    node,
                    new NodeSettings(
                            new NodeId(node),
                            zookeeper(),
                            NodeSettings.DEFAULT_CLUSTER,
                            folder.node(node),
                            "127.0.0.1",
                            ports.get(node),
                            null,
                            "",
                            1,
                            nodes.size(),
                            durability));
        }
        for (NodeSettings each : settings.values()) {
            startNode(each, repairs.getOrDefault(each.id().name(), Repair.NONE));
        }
        control = ControlServer.start(this);
        writeEndpoints();
    }

    private NodeProcess startNode(NodeSettings node, Repair repair) throws InterruptedException {
        String id = node.id().name();
        try {
            NodeProcess process = NodeProcess.start(node, repair, out, why -> onFailure(id, why));
            running.put(id, process);
            return process;
        } catch (LaunchException e) {
            if (e.getCause() instanceof JournalCorruptException corrupt) {
                throw new LaunchException(
                        ExitCode.FAILED, corrupt.getMessage() + ": `ordinal up --rebuild " + id + "`", e);
            }
            throw e;
        }
    }

    private synchronized void onFailure(String node, String why) {
        running.remove(node);
        if (!closing) {
            out.accept("node " + node + " stopped itself: " + why + ". `ordinal start " + node + "` starts it again");
            writeEndpoints();
        }
    }

    private void closeNodes() {
        for (Map.Entry<String, NodeProcess> each : running.entrySet()) {
            try {
                each.getValue().close();
            } catch (RuntimeException e) {
                log.warn("node={} did not stop in good order", each.getKey(), e);
            }
        }
        running.clear();
    }

    private void requireKnown(String node) {
        if (closing) {
            throw new LaunchException(ExitCode.FAILED, "the cluster is shutting down");
        }
        if (!settings.containsKey(node)) {
            throw new LaunchException(
                    ExitCode.FAILED,
                    "there is no node " + node + " here; there are " + String.join(", ", settings.keySet()));
        }
    }

    private void writeEndpoints() {
        ControlServer server = control;
        if (server == null) {
            return;
        }
        try {
            new Endpoints(
                            ProcessHandle.current().pid(),
                            NodeSettings.DEFAULT_CLUSTER,
                            zookeeper(),
                            nodes(),
                            web,
                            server.address().toString(),
                            server.token())
                    .write(folder.path());
        } catch (IOException e) {
            throw new LaunchException(
                    ExitCode.FAILED,
                    "where the cluster listens cannot be written to " + folder.path() + " (" + e.getMessage()
                            + "): is its disk full?",
                    e);
        }
    }

    private static EmbeddedZooKeeper startZooKeeper(ClusterFolder folder, int port) {
        try {
            return EmbeddedZooKeeper.start(folder.zookeeper(), port, EmbeddedZooKeeper.DEFAULT_TICK);
        } catch (IOException e) {
            throw new LaunchException(ExitCode.FAILED, e.getMessage(), e);
        }
    }
}
