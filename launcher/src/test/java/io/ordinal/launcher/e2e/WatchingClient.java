package io.ordinal.launcher.e2e;

import io.ordinal.client.ClientLimits;
import io.ordinal.client.OrdinalClient;
import io.ordinal.client.netty.NettyOrdinalClient;
import io.ordinal.ring.zookeeper.ZooKeeperClusterMapStore;
import io.ordinal.ring.zookeeper.ZooKeeperMembers;
import io.ordinal.ring.zookeeper.ZooKeeperSession;
import io.ordinal.ring.zookeeper.ZooKeeperSettings;

/** A client that follows the map and the members in ZooKeeper by watches of its own. */
final class WatchingClient implements AutoCloseable {
    private final ZooKeeperSession session;
    private final ZooKeeperMembers members;
    private final ZooKeeperClusterMapStore maps;
    private final OrdinalClient client;

    WatchingClient(String connectString) throws InterruptedException {
        session = ZooKeeperSession.start(ZooKeeperSettings.of(connectString, "default"));
        session.awaitConnected(progress -> {});
        members = new ZooKeeperMembers(session);
        maps = new ZooKeeperClusterMapStore(session, 0);
        client = NettyOrdinalClient.connect(maps, members, ClientLimits.DEFAULT);
    }

    OrdinalClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        maps.close();
        members.close();
        session.close();
    }
}
