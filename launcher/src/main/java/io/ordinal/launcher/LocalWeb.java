package io.ordinal.launcher;

import io.ordinal.client.netty.NettyOrdinalClient;
import io.ordinal.ring.Address;
import io.ordinal.webserver.vertx.WebLimits;
import io.ordinal.webserver.vertx.WebServer;
import java.io.IOException;
import java.util.List;

/** The web server of {@code ordinal up}, on loopback, over a client of its own that learns the cluster from its nodes. */
record LocalWeb(ClusterConnection connection, WebServer server) implements AutoCloseable {
    static LocalWeb start(LocalCluster cluster, int port) {
        List<Address> seeds =
                cluster.nodes().values().stream().map(Address::parse).toList();
        ClusterConnection connection = new ClusterConnection(NettyOrdinalClient.connect(seeds), new Closer());
        try {
            WebServer server = WebServer.start(connection.client(), "127.0.0.1", port, List.of(), WebLimits.DEFAULT);
            return new LocalWeb(connection, server);
        } catch (IOException e) {
            connection.close();
            throw new LaunchException(ExitCode.FAILED, e.getMessage(), e);
        }
    }

    String url() {
        return server.url();
    }

    @Override
    public void close() {
        server.close();
        connection.close();
    }
}
