package io.ordinal.launcher;

import io.ordinal.client.netty.NettyOrdinalClient;
import io.ordinal.node.chronicle.Durability;
import io.ordinal.ring.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ordinal up}. */
@Command(
        name = "up",
        description = {
            "Run a whole cluster in this process: ZooKeeper, three nodes and the web server, on loopback.",
            "Ctrl-C stops it in good order; the next `up` on the same data goes on where it was."
        },
        footer = {
            "",
            "Examples:",
            "  ordinal up",
            "  ordinal up --nodes 5 --data /tmp/five",
            "  ordinal up --ephemeral        data are thrown away at the end",
            "  ordinal stop n2               in another terminal: stop one node, see the others go on"
        })
final class UpCommand implements Callable<Integer> {
    private static final int DEFAULT_NODES = 3;
    private static final int MAX_NODES = 50;
    private static final int ZOOKEEPER_OFFSET = 90;

    private static final Duration SERVING_PATIENCE = Duration.ofSeconds(30);
    private static final long LOOK_AGAIN_MILLIS = 50;

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataOption data;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "How many nodes. Default: those that have data in the folder, else 3.")
    private @Nullable Integer nodes;

    @Option(names = "--ephemeral", description = "Start empty, and throw the data away at the end.")
    private boolean ephemeral;

    @Option(
            names = "--port-base",
            paramLabel = "P",
            description =
                    "The web server listens on P, node n1 on P+1, n2 on P+2 and so on, ZooKeeper on P+90. Default: ${DEFAULT-VALUE}.",
            defaultValue = "7100")
    private int portBase;

    @Option(
            names = "--durability",
            paramLabel = "LEVEL",
            description =
                    "disk: forced to disk before the answer. memory: in the page cache of a majority. Default: ${DEFAULT-VALUE}.",
            defaultValue = "disk")
    private Durability durability;

    @Option(
            names = "--rebuild",
            paramLabel = "NODE",
            description = "Set this node's journal and table aside, and let the other nodes fill it again.")
    private List<String> rebuild = List.of();

    @Option(
            names = "--accept-loss",
            description = "Take what the journals hold for the truth, although acknowledged writes may be missing.")
    private boolean acceptLoss;

    @Override
    public Integer call() throws InterruptedException {
        checkNumbers();
        LogFile.useQuietly(ClusterFolder.logFile(data.folder()));
        try (ShutdownSignal shutdown = ShutdownSignal.install()) {
            runUntil(shutdown);
            // Before the signal is closed: after that the process may end at any moment, with the last line unsaid.
            Console.say(spec, "stopped");
        }
        return ExitCode.OK;
    }

    private void runUntil(ShutdownSignal shutdown) throws InterruptedException {
        try (ClusterFolder folder = ClusterFolder.open(data.folder(), ephemeral)) {
            Console.say(spec, "data in %s%s", folder.path(), ephemeral ? ", thrown away at the end" : "");
            Console.say(spec, "log in %s", folder.logFile());
            Ports free = new Ports(spec.commandLine().getOut());
            List<String> ids = nodeIds(folder);
            Map<String, Repair> repairs = repairs(ids);
            Map<String, Integer> ports = choosePorts(free, ids);
            int webPort = free.choose(portBase, "the web server");
            try (LocalCluster cluster = LocalCluster.start(
                            folder, ports, durability, repairs, line -> Console.say(spec, "%s", line));
                    LocalWeb web = LocalWeb.start(cluster, webPort)) {
                cluster.announceWeb(web.url());
                awaitServing(cluster);
                welcome(cluster, web);
                shutdown.await();
                Console.say(spec, "stopping...");
            }
        }
    }

    private void checkNumbers() {
        if (nodes != null && (nodes < 1 || nodes > MAX_NODES)) {
            throw new ParameterException(
                    spec.commandLine(), "--nodes is between 1 and " + MAX_NODES + ", not " + nodes);
        }
        if (portBase < 1 || portBase + ZOOKEEPER_OFFSET > 65_535) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--port-base is between 1 and " + (65_535 - ZOOKEEPER_OFFSET) + ", not " + portBase);
        }
    }

    /** The nodes that have data here come back, unless another number was asked for. */
    private List<String> nodeIds(ClusterFolder folder) {
        TreeSet<Integer> numbers = new TreeSet<>();
        if (nodes == null) {
            folder.nodes().stream()
                    .filter(name -> name.matches("n[1-9][0-9]?"))
                    .forEach(name -> numbers.add(Integer.parseInt(name.substring(1))));
        }
        if (numbers.isEmpty()) {
            for (int i = 1; i <= (nodes == null ? DEFAULT_NODES : nodes); i++) {
                numbers.add(i);
            }
        }
        List<String> ids = new ArrayList<>();
        numbers.forEach(number -> ids.add("n" + number));
        return ids;
    }

    private Map<String, Repair> repairs(List<String> ids) {
        for (String node : rebuild) {
            if (!ids.contains(node)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--rebuild: there is no node " + node + " here; there are " + String.join(", ", ids));
            }
        }
        Map<String, Repair> repairs = new LinkedHashMap<>();
        ids.forEach(id -> repairs.put(id, new Repair(rebuild.contains(id), acceptLoss)));
        return repairs;
    }

    private Map<String, Integer> choosePorts(Ports free, List<String> ids) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("zookeeper", free.choose(portBase + ZOOKEEPER_OFFSET, "zookeeper"));
        for (String id : ids) {
            ports.put(id, free.choose(portBase + Integer.parseInt(id.substring(1)), id));
        }
        return ports;
    }

    /** Until every range has a leader that serves, so that whoever follows the hints below meets no refusal. */
    private void awaitServing(LocalCluster cluster) throws InterruptedException {
        long startNanos = System.nanoTime();
        List<Address> seeds =
                cluster.nodes().values().stream().map(Address::parse).toList();
        try (ClusterConnection connection = new ClusterConnection(NettyOrdinalClient.connect(seeds), new Closer())) {
            while (!connection.status().isServing()) {
                if (System.nanoTime() - startNanos > SERVING_PATIENCE.toNanos()) {
                    Console.say(spec, "not every range is served yet; `ordinal status` shows which nodes are missing");
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            }
        }
    }

    private void welcome(LocalCluster cluster, LocalWeb web) {
        Console.say(spec, "");
        Console.say(spec, "  %-10s %s", "web", web.url());
        Console.say(spec, "  %-10s %s", "zookeeper", cluster.zookeeper());
        cluster.nodes().forEach((node, address) -> Console.say(spec, "  %-10s %s", node, address));
        Console.say(spec, "");
        Console.say(spec, "Try in another terminal:");
        Console.say(spec, "  curl -X PUT -d hello %sv1/keys/greeting", web.url());
        Console.say(spec, "  curl -i %sv1/keys/greeting", web.url());
        Console.say(spec, "  ordinal status       who leads what");
        Console.say(spec, "  ordinal stop n2      and see the others go on; `ordinal start n2` brings it back");
        Console.say(spec, "Ctrl-C here stops everything%s.", ephemeral ? "" : "; the data stay");
    }
}
