package io.ordinal.launcher;

import io.ordinal.ring.zookeeper.EmbeddedZooKeeper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ordinal zookeeper}. */
@Command(
        name = "zookeeper",
        description = {
            "Run one ZooKeeper server on loopback, for trying out nodes as separate processes.",
            "In production give your nodes an ensemble of three or five instead."
        },
        footer = {
            "",
            "Example, three nodes as processes of their own:",
            "  ordinal zookeeper --port 2181 --data zk",
            "  ordinal node --id n1 --zookeeper 127.0.0.1:2181 --data n1",
            "  ordinal node --id n2 --zookeeper 127.0.0.1:2181 --data n2",
            "  ordinal node --id n3 --zookeeper 127.0.0.1:2181 --data n3",
            "  ordinal status --zookeeper 127.0.0.1:2181"
        })
final class ZooKeeperCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Its data folder. Default: zookeeper/ in the data folder of `up`.")
    private @Nullable Path data;

    @Option(names = "--port", paramLabel = "P", description = "Port on 127.0.0.1; 0 for any. Default: 2181.")
    private int port = 2181;

    @Override
    public Integer call() throws InterruptedException {
        Path folder = data == null
                ? ClusterFolder.orDefault(null).resolve("zookeeper")
                : data.toAbsolutePath().normalize();
        LogFile.use(folder.resolve("zookeeper.log"));
        try (ShutdownSignal shutdown = ShutdownSignal.install();
                EmbeddedZooKeeper server = EmbeddedZooKeeper.start(folder, port, EmbeddedZooKeeper.DEFAULT_TICK)) {
            Console.say(spec, "ZooKeeper listens on %s, data in %s", server.connectString(), folder);
            Console.say(spec, "Next: ordinal node --id n1 --zookeeper %s --data n1", server.connectString());
            shutdown.await();
        } catch (IOException e) {
            throw new LaunchException(ExitCode.FAILED, e.getMessage(), e);
        }
        return ExitCode.OK;
    }
}
