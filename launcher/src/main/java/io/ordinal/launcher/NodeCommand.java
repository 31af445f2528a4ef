package io.ordinal.launcher;

import io.ordinal.node.chronicle.Durability;
import io.ordinal.ring.Address;
import io.ordinal.ring.NodeId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ordinal node}. */
@Command(
        name = "node",
        description = {
            "Run one node: it stores ranges, and stands as a candidate for sequencer and rebalancer.",
            "All of it is behind one port. Ctrl-C or SIGTERM leaves in good order."
        },
        footer = {
            "",
            "Example:",
            "  ordinal node --id n4 --zookeeper 127.0.0.1:2181 --data n4",
            "  ordinal status --zookeeper 127.0.0.1:2181",
            "",
            "A node joins from any host and port: they are written nowhere but in its own registration.",
            "The first cluster map is made when --initial-nodes are present."
        })
final class NodeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--id", paramLabel = "ID", required = true, description = "The node's name, for ever: n1, n2, ...")
    private NodeId id;

    @Option(
            names = "--zookeeper",
            paramLabel = "HOST:PORT",
            required = true,
            description = "One or several, separated by commas. If none is there yet, the node waits.")
    private String zookeeper;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "The node's own folder; made if it is not there, and locked while the node runs.")
    private Path data;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            description = "Which cluster in that ZooKeeper. Default: ${DEFAULT-VALUE}.",
            defaultValue = NodeSettings.DEFAULT_CLUSTER)
    private String cluster;

    @Option(
            names = "--bind",
            paramLabel = "HOST",
            description = "Where to listen. Default: ${DEFAULT-VALUE}.",
            defaultValue = "127.0.0.1")
    private String bind;

    @Option(names = "--port", paramLabel = "P", description = "0, the default, takes any free port.")
    private int port;

    @Option(
            names = "--advertise",
            paramLabel = "HOST:PORT",
            description = "What the others are told. Default: where it listens.")
    private @Nullable Address advertise;

    @Option(
            names = "--rack",
            paramLabel = "R",
            description = "Nodes of one rack fail together; replicas go to different racks where there are enough.",
            defaultValue = "")
    private String rack;

    @Option(
            names = "--weight",
            paramLabel = "W",
            description = "Its share of the load relative to the others. Default: ${DEFAULT-VALUE}.",
            defaultValue = "1")
    private int weight;

    @Option(
            names = "--initial-nodes",
            paramLabel = "N",
            description =
                    "How many nodes make the first map, with replication factor min(3, N). Default: ${DEFAULT-VALUE}.",
            defaultValue = "3")
    private int initialNodes;

    @Option(
            names = "--durability",
            paramLabel = "LEVEL",
            description =
                    "disk: forced to disk before the answer. memory: in the page cache of a majority. Default: ${DEFAULT-VALUE}.",
            defaultValue = "disk")
    private Durability durability;

    @Option(
            names = "--rebuild",
            description = {
                "Set journal and table aside, and let the other members fill the node again: for a journal that is corrupt.",
                "The node keeps its identity, and does not count until it is level."
            })
    private boolean rebuild;

    @Option(
            names = "--accept-loss",
            description = {
                "Take what the journal holds for the truth, although acknowledged writes may be missing from it.",
                "For a cluster that has too few nodes left which lost nothing."
            })
    private boolean acceptLoss;

    @Override
    public Integer call() throws InterruptedException {
        NodeSettings settings = settings();
        LogFile.use(settings.data().resolve("logs").resolve("node.log"));
        warnIfOpenToOthers();
        try (ShutdownSignal shutdown = ShutdownSignal.install();
                NodeProcess node = NodeProcess.start(
                        settings, new Repair(rebuild, acceptLoss), line -> Console.say(spec, "%s", line), stopped -> {
                            Console.say(spec, "node %s stopped itself: %s", id, stopped);
                            shutdown.raise();
                        })) {
            Console.say(spec, "node %s listens on %s, data in %s", id, node.address(), settings.data());
            shutdown.await();
            if (node.failure().isPresent()) {
                return ExitCode.FAILED;
            }
            node.leave();
            return ExitCode.OK;
        }
    }

    private NodeSettings settings() {
        try {
            return new NodeSettings(
                    id,
                    zookeeper,
                    cluster,
                    data.toAbsolutePath().normalize(),
                    bind,
                    port,
                    advertise,
                    rack,
                    weight,
                    initialNodes,
                    durability);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void warnIfOpenToOthers() {
        try {
            if (!InetAddress.getByName(bind).isLoopbackAddress()) {
                spec.commandLine()
                        .getErr()
                        .println("warning: " + bind + " can be reached from other machines, and there is no encryption"
                                + " or access control yet: keep strangers away by other means");
            }
        } catch (UnknownHostException e) {
            throw new LaunchException(
                    ExitCode.FAILED, "'" + bind + "' is no host of this machine: give --bind an address it has", e);
        }
    }
}
