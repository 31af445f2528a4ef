package io.ordinal.bench;

import io.ordinal.node.NodeLimits;
import io.ordinal.node.NodeTimes;
import io.ordinal.node.Trust;
import io.ordinal.node.chronicle.ChronicleJournal;
import io.ordinal.node.chronicle.JournalSettings;
import io.ordinal.node.file.FreeSpace;
import io.ordinal.node.netty.NodeShell;
import io.ordinal.node.rocksdb.RocksTable;
import io.ordinal.node.rocksdb.TableSettings;
import io.ordinal.protocol.GrantRequest;
import io.ordinal.protocol.HandshakeRules;
import io.ordinal.protocol.Hello;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.NodeReport;
import io.ordinal.protocol.netty.NetworkThreads;
import io.ordinal.protocol.netty.NodeServer;
import io.ordinal.protocol.netty.PeerConnections;
import io.ordinal.protocol.netty.PeerLimits;
import io.ordinal.protocol.netty.ServerLimits;
import io.ordinal.ring.Address;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * A node as it runs elsewhere: core, journal, table, threads and sockets; without ZooKeeper, a sequencer or a rebalancer: the
 * benchmark tells it the map.
 */
final class CopyNode implements AutoCloseable {
    private static final int CREDIT_BYTES = 8 << 20;
    private static final int NETWORK_THREADS = 2;

    private final Member self;
    private final RocksTable table;
    private final NodeShell shell;
    private final NetworkThreads threads;
    private final NodeServer server;
    private final PeerConnections peers;
    private final ConcurrentHashMap<Long, CountDownLatch> leads = new ConcurrentHashMap<>();

    private CopyNode(ClusterId cluster, Member self, Path folder) throws IOException {
        this.self = self;
        this.table = openTable(folder);
        this.shell = new NodeShell(
                self,
                NodeTimes.DEFAULT,
                NodeLimits.forHeap(Runtime.getRuntime().maxMemory()),
                openJournal(folder),
                table,
                Trust.WHOLE,
                new FreeSpace(folder, 1),
                new NoOffices());
        this.threads = NetworkThreads.start(self.node() + "-net", NETWORK_THREADS);
        Hello hello = new Hello(Hello.PROTOCOL_VERSION, cluster, self, 1, Marks.NONE);
        HandshakeRules rules = new HandshakeRules(cluster, self, 1, CREDIT_BYTES, id -> Optional.empty());
        this.server = new NodeServer(threads, theirs -> rules.answer(theirs, shell.marks()), ServerLimits.DEFAULT);
        shell.register(server);
        // The offices are vacant: what is sent to them is dropped, as the protocol allows.
        server.on(NodeReport.class, (report, from) -> {}).on(GrantRequest.class, (request, from) -> {});
        server.start("127.0.0.1", 0);
        this.peers = new PeerConnections(threads, () -> hello, shell.peerListener(), PeerLimits.DEFAULT);
        shell.start(peers);
    }

    static CopyNode start(ClusterId cluster, Member self, Path folder) {
        try {
            return new CopyNode(cluster, self, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(self + " did not start", e);
        }
    }

    static RocksTable openTable(Path folder) {
        try {
            return RocksTable.open(Files.createDirectories(folder.resolve("table")), TableSettings.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " could not be made", e);
        }
    }

    static ChronicleJournal openJournal(Path folder) {
        return ChronicleJournal.open(folder.resolve("journal"), JournalSettings.DEFAULT);
    }

    RocksTable table() {
        return table;
    }

    NodeShell shell() {
        return shell;
    }

    void meet(CopyNode peer) {
        peers.connect(peer.self, new Address("127.0.0.1", peer.server.port()));
    }

    /** Opens when the node serves some range as its leader in the epoch. */
    CountDownLatch leadsIn(long epoch) {
        return leads.computeIfAbsent(epoch, unused -> new CountDownLatch(1));
    }

    @Override
    public void close() {
        peers.close();
        server.close();
        shell.close();
        threads.close();
    }

    /** Nobody holds an office; what the node reports of its leaderships is noted. */
    private final class NoOffices implements NodeShell.Offices {
        @Override
        public void toOffice(Message message) {
            if (message instanceof NodeReport report) {
                report.led().stream()
                        .filter(NodeReport.Led::opened)
                        .forEach(led -> leadsIn(led.epoch()).countDown());
            }
        }

        @Override
        public void suspectSequencer(long term) {}

        @Override
        public void suspectRebalancer(long reign) {}

        @Override
        public boolean isSequencer() {
            return false;
        }

        @Override
        public boolean isRebalancer() {
            return false;
        }

        @Override
        public boolean isZooKeeperConnected() {
            return true;
        }

        @Override
        public String durability() {
            return "disk";
        }

        @Override
        public void suspicionNoted() {}

        @Override
        public void failed(String why) {
            System.err.println(self + " failed: " + why);
            Runtime.getRuntime().halt(1);
        }
    }
}
