package io.ordinal.ring.zookeeper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.zookeeper.server.embedded.ExitHandler;
import org.apache.zookeeper.server.embedded.ZooKeeperServerEmbedded;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A single ZooKeeper server in this process, on loopback, for trying out and for tests. Production points at an
 * ensemble. Its data outlives it: started again on the same folder it goes on where it was.
 */
public final class EmbeddedZooKeeper implements AutoCloseable {
    /** The server's unit of time. It grants sessions of 2 to 20 ticks, so this one allows timeouts from 1 s. */
    public static final Duration DEFAULT_TICK = Duration.ofMillis(500);

    private static final Logger log = LoggerFactory.getLogger(EmbeddedZooKeeper.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final long START_TIMEOUT_MILLIS = 30_000;

    private final ZooKeeperServerEmbedded server;
    private final int port;
    private boolean closed;

    private EmbeddedZooKeeper(ZooKeeperServerEmbedded server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a server and returns when it serves.
     *
     * @param dataFolder made if absent; one server at a time may use it
     * @param port 0 for any free one
     * @throws IOException saying what to do, if the folder cannot be used, the port is taken or the server does not come
     *     up
     */
    public static EmbeddedZooKeeper start(Path dataFolder, int port, Duration tick) throws IOException {
        Files.createDirectories(dataFolder);
        if (!Files.isWritable(dataFolder)) {
            throw new IOException("the folder " + dataFolder + " cannot be written: give another one to ZooKeeper");
        }
        requireFree(port);
        // The server puts a handler of its own under every thread of the process; the process may have one already.
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        ZooKeeperServerEmbedded server = null;
        try {
            server = ZooKeeperServerEmbedded.builder()
                    .baseDir(dataFolder)
                    .configuration(configuration(dataFolder, port, tick))
                    .exitHandler(ExitHandler.LOG_ONLY)
                    .build();
            server.start(START_TIMEOUT_MILLIS);
            EmbeddedZooKeeper started = new EmbeddedZooKeeper(server, server.getClientPort());
            log.info("embedded ZooKeeper address={} folder={}", started.connectString(), dataFolder);
            return started;
        } catch (Exception e) { // all that the server declares
            if (server != null) {
                server.close();
            }
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new IOException(
                    "the embedded ZooKeeper on " + dataFolder + " did not start: " + e.getMessage()
                            + ". If its data is damaged, move the folder away",
                    e);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(handler);
        }
    }

    /** What {@link ZooKeeperSettings} takes. */
    public String connectString() {
        return LOOPBACK + ":" + port;
    }

    public int port() {
        return port;
    }

    /** Stops the server; sessions go on when it is started again on the same folder and port in time. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            server.close();
        }
    }

    private static Properties configuration(Path dataFolder, int port, Duration tick) {
        Properties configuration = new Properties();
        configuration.setProperty("dataDir", dataFolder.toAbsolutePath().toString());
        configuration.setProperty("clientPort", Integer.toString(port));
        configuration.setProperty("clientPortAddress", LOOPBACK);
        configuration.setProperty("tickTime", Long.toString(tick.toMillis()));
        // The default of 60 a host would be spent by one machine full of nodes and clients.
        configuration.setProperty("maxClientCnxns", "1000");
        configuration.setProperty("admin.enableServer", "false");
        configuration.setProperty("4lw.commands.whitelist", "srvr,ruok,mntr");
        configuration.setProperty("autopurge.snapRetainCount", "3");
        configuration.setProperty("autopurge.purgeInterval", "1");
        return configuration;
    }

    /** Tells a taken port from all else that can go wrong, before the server buries the cause. */
    private static void requireFree(int port) throws IOException {
        if (port == 0) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new IOException("port " + port + " is taken: choose another one for ZooKeeper, or 0 for any", e);
        }
    }
}
