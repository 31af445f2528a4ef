package io.ordinal.launcher;

import io.ordinal.client.ClientLimits;
import io.ordinal.client.OrdinalClient;
import io.ordinal.client.netty.NettyOrdinalClient;
import io.ordinal.ring.Address;
import io.ordinal.ring.zookeeper.ZooKeeperClusterMapStore;
import io.ordinal.ring.zookeeper.ZooKeeperMembers;
import io.ordinal.ring.zookeeper.ZooKeeperSession;
import io.ordinal.ring.zookeeper.ZooKeeperSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which cluster a command is about: the one of {@code ordinal up}, unless ZooKeeper or nodes are named. */
final class ClusterOption {
    private static final Duration ZOOKEEPER_PATIENCE = Duration.ofSeconds(5);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The data folder of a running `ordinal up`. Default: $ORDINAL_DATA, or data/ beside the script.")
    private @Nullable Path data;

    @Option(
            names = "--zookeeper",
            paramLabel = "HOST:PORT",
            description = "The cluster registered there, instead of that of `ordinal up`.")
    private @Nullable String zookeeper;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            description = "Its name in that ZooKeeper. Default: ${DEFAULT-VALUE}.",
            defaultValue = NodeSettings.DEFAULT_CLUSTER)
    private String cluster;

    @Option(
            names = "--node",
            paramLabel = "HOST:PORT",
            description = "The cluster that this node belongs to; may be given several times.")
    private List<Address> nodes = List.of();

    /**
     * Connects to the cluster.
     *
     * @throws LaunchException if there is none
     */
    ClusterConnection connect() throws InterruptedException {
        if (!nodes.isEmpty()) {
            return new ClusterConnection(NettyOrdinalClient.connect(nodes), new Closer());
        }
        return zookeeper == null ? connectByEndpoints(ClusterFolder.orDefault(data)) : connectBy(zookeeper);
    }

    private static ClusterConnection connectByEndpoints(Path folder) {
        Endpoints endpoints = Endpoints.read(folder)
                .filter(Endpoints::processIsAlive)
                .orElseThrow(() -> new LaunchException(
                        ExitCode.NO_CLUSTER,
                        "no cluster runs on " + folder
                                + ": start one with `ordinal up`, or say --data, --zookeeper or --node"));
        List<Address> seeds =
                endpoints.nodes().values().stream().map(Address::parse).toList();
        if (seeds.isEmpty()) {
            throw new LaunchException(
                    ExitCode.NO_CLUSTER,
                    "all nodes of the cluster on " + folder + " are stopped: start one with `ordinal start n1`");
        }
        return new ClusterConnection(NettyOrdinalClient.connect(seeds), new Closer());
    }

    private ClusterConnection connectBy(String connectString) throws InterruptedException {
        ZooKeeperSettings settings;
        try {
            settings = ZooKeeperSettings.of(connectString, cluster);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        Closer opened = new Closer();
        try {
            ZooKeeperSession session = ZooKeeperSession.start(settings);
            opened.add("the ZooKeeper session", session::close);
            if (!session.awaitConnected(ZOOKEEPER_PATIENCE, line -> {})) {
                throw new LaunchException(
                        ExitCode.NO_CLUSTER, "ZooKeeper at " + connectString + " is not reachable: does it run there?");
            }
            if (session.findCluster(line -> {}).isEmpty()) {
                throw new LaunchException(
                        ExitCode.NO_CLUSTER,
                        "ZooKeeper at " + connectString + " knows no cluster '" + cluster
                                + "': start a node with `ordinal node`, or name another one with --cluster");
            }
            ZooKeeperMembers members = new ZooKeeperMembers(session);
            opened.add("the watch of members", members::close);
            ZooKeeperClusterMapStore maps = new ZooKeeperClusterMapStore(session, 0);
            opened.add("the watch of the map", maps::close);
            OrdinalClient client = NettyOrdinalClient.connect(maps, members, ClientLimits.DEFAULT);
            return new ClusterConnection(client, opened);
        } catch (InterruptedException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }
}
