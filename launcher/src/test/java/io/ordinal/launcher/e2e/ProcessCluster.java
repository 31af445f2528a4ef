package io.ordinal.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ordinal.client.OrdinalClient;
import io.ordinal.client.netty.NettyOrdinalClient;
import io.ordinal.faults.tcp.ZooKeeperProxy;
import io.ordinal.launcher.CommandRun;
import io.ordinal.ring.Address;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** ZooKeeper and nodes as separate processes on free ports of loopback, each with a folder of its own. */
final class ProcessCluster implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final Path temporary;
    private final Map<String, OrdinalProcess> nodes = new TreeMap<>();
    private final Map<String, Address> addresses = new TreeMap<>();
    private final List<OrdinalProcess> all = new ArrayList<>();
    private final OrdinalProcess zookeeper;
    private final String connectString;
    private final boolean behindProxies;
    private final Map<String, ZooKeeperProxy> proxies = new TreeMap<>();

    private ProcessCluster(Path folder, int zookeeperPort, boolean behindProxies) {
        this.folder = folder;
        this.behindProxies = behindProxies;
        this.temporary = temporaryIn(folder);
        this.zookeeper = run(
                "zookeeper",
                "--port",
                "" + zookeeperPort,
                "--data",
                folder.resolve("zk").toString());
        this.connectString = zookeeper.awaitLine("ZooKeeper listens on (127\\.0\\.0\\.1:\\d+)");
    }

    /** ZooKeeper alone. */
    static ProcessCluster zooKeeperOnly(Path folder) {
        return zooKeeperOnly(folder, 0);
    }

    static ProcessCluster zooKeeperOnly(Path folder, int port) {
        return new ProcessCluster(folder, port, false);
    }

    /** ZooKeeper and n1, n2, n3, all ranges served. */
    static ProcessCluster ofThree(Path folder) {
        return startAll(zooKeeperOnly(folder));
    }

    /** The same, each node with a proxy of its own between it and ZooKeeper. */
    static ProcessCluster ofThreeBehindProxies(Path folder) {
        return startAll(new ProcessCluster(folder, 0, true));
    }

    private static ProcessCluster startAll(ProcessCluster cluster) {
        try {
            cluster.startAll();
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    /** Starts n1, n2, n3 at once, on the data they have, and waits until all ranges are served. */
    void startAll() {
        startAll(List.of("n1", "n2", "n3"));
    }

    /** Brings back what a test left dead, so that the next one does not fail for it. */
    void startMissing() {
        List<String> missing = new ArrayList<>();
        nodes.forEach((node, process) -> {
            if (!process.isAlive()) {
                missing.add(node);
            }
        });
        startAll(missing);
    }

    private void startAll(List<String> some) {
        some.forEach(node -> nodes.put(node, run(nodeArguments(node))));
        some.forEach(this::awaitListening);
        awaitServing();
    }

    /** Starts a node on its data, on any port, and waits until it listens. */
    void start(String node, String... more) {
        nodes.put(node, run(nodeArguments(node, more)));
        awaitListening(node);
    }

    /** Starts {@code ordinal}, to be killed with the cluster. */
    OrdinalProcess run(String... arguments) {
        OrdinalProcess process = OrdinalProcess.start(temporary, arguments);
        all.add(process);
        return process;
    }

    String[] nodeArguments(String node, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "node",
                "--id",
                node,
                "--zookeeper",
                behindProxies ? proxy(node).connectString() : connectString,
                "--data",
                folder(node).toString()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    /** What stands between the node and ZooKeeper. */
    ZooKeeperProxy proxy(String node) {
        return proxies.computeIfAbsent(node, unused -> {
            try {
                return new ZooKeeperProxy(Address.parse(connectString).port());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    OrdinalProcess node(String node) {
        return nodes.get(node);
    }

    Address address(String node) {
        return addresses.get(node);
    }

    Path folder(String node) {
        return folder.resolve(node);
    }

    String zookeeper() {
        return connectString;
    }

    /** A client that knows where n1, n2 and n3 listened at first, and nothing else. */
    OrdinalClient connect() {
        return NettyOrdinalClient.connect(List.copyOf(addresses.values()));
    }

    /** What {@code ordinal status --json} says now. */
    JsonNode status() {
        CommandRun run = CommandRun.of("status", "--zookeeper", connectString, "--json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        try {
            return new JsonMapper().readTree(run.out());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code ordinal status} says to people. */
    String statusTable() {
        CommandRun run = CommandRun.of("status", "--zookeeper", connectString);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out();
    }

    /** One node's line of {@link #status}; of a node nobody knows, an object without fields. */
    JsonNode status(String node) {
        for (JsonNode each : status().get("nodes")) {
            if (each.get("id").asText().equals(node)) {
                return each;
            }
        }
        return new JsonMapper().createObjectNode();
    }

    void awaitState(String node, String state, Duration patience) {
        await().atMost(patience)
                .untilAsserted(() ->
                        assertThat(status(node).path("state").asText()).as(node).isEqualTo(state));
    }

    /** Until every range is served by the leader that the ring wants: each node has a share of them. */
    void awaitBalanced() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode status = status();
            int ranges = status.get("ranges").asInt();
            for (JsonNode node : status.get("nodes")) {
                assertThat(node.get("serves").asInt())
                        .as(node.toString())
                        .isEqualTo(node.get("leads").asInt())
                        .isBetween(node.get("replicas").asInt() == 0 ? 0 : ranges / 3 - 1, ranges / 3 + 1);
            }
        });
    }

    void awaitServing() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode status = status();
            int serves = 0;
            for (JsonNode node : status.get("nodes")) {
                serves += node.get("serves").asInt();
            }
            assertThat(status.get("ranges").asInt()).isPositive();
            assertThat(serves)
                    .as(status.toString())
                    .isEqualTo(status.get("ranges").asInt());
        });
    }

    /** Who leads the key's range, by the map that the client has. */
    static String leaderOf(OrdinalClient client, Key key) {
        return client.cluster()
                .rangeOf(key)
                .flatMap(range -> range.leaderIfAny())
                .map(leader -> leader.node())
                .map(NodeId::name)
                .orElseThrow();
    }

    @Override
    public void close() {
        all.forEach(OrdinalProcess::close);
        for (ZooKeeperProxy proxy : proxies.values()) {
            try {
                proxy.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void awaitListening(String node) {
        addresses.put(
                node, Address.parse(nodes.get(node).awaitLine("node " + node + " listens on (127\\.0\\.0\\.1:\\d+)")));
    }

    private static Path temporaryIn(Path folder) {
        try {
            return Files.createDirectories(folder.resolve("tmp"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
