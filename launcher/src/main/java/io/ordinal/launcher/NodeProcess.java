package io.ordinal.launcher;

import io.ordinal.node.NodeLimits;
import io.ordinal.node.NodeTimes;
import io.ordinal.node.Trust;
import io.ordinal.node.chronicle.ChronicleJournal;
import io.ordinal.node.chronicle.JournalCorruptException;
import io.ordinal.node.chronicle.JournalSettings;
import io.ordinal.node.file.DataFolder;
import io.ordinal.node.file.FreeSpace;
import io.ordinal.node.netty.NodeShell;
import io.ordinal.node.rocksdb.RocksTable;
import io.ordinal.node.rocksdb.TableSettings;
import io.ordinal.protocol.HandshakeRules;
import io.ordinal.protocol.Hello;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.netty.NetworkThreads;
import io.ordinal.protocol.netty.NodeServer;
import io.ordinal.protocol.netty.PeerConnections;
import io.ordinal.protocol.netty.PeerLimits;
import io.ordinal.protocol.netty.ServerLimits;
import io.ordinal.ring.Address;
import io.ordinal.ring.ClusterId;
import io.ordinal.ring.Member;
import io.ordinal.ring.Registration;
import io.ordinal.ring.zookeeper.Announcement;
import io.ordinal.ring.zookeeper.ZooKeeperClusterMapStore;
import io.ordinal.ring.zookeeper.ZooKeeperMembers;
import io.ordinal.ring.zookeeper.ZooKeeperSession;
import io.ordinal.ring.zookeeper.ZooKeeperSettings;
import io.ordinal.sequencer.zookeeper.ZooKeeperSequencerRecordStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node with its candidates for both offices, behind one port. Several may live in one process; each starts, stops
 * and fails alone, and none ever ends the process.
 */
final class NodeProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);
    private static final int NETWORK_THREADS = 2;

    /** How many bytes of unanswered requests one client may have under way. */
    private static final int CREDIT_BYTES = 8 << 20;

    /** Two journal segments, the table's memory twice, and room for a compaction. */
    private static final long MIN_FREE_BYTES = 512L << 20;

    private final NodeSettings settings;
    private final Repair repair;
    private final Consumer<String> progress;
    private final Consumer<String> onFailure;
    private final Closer opened = new Closer();
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    private @Nullable Address address;
    private boolean closed;

    /** The running node; null before it was started. */
    private volatile @Nullable NodeShell shell;

    /** A node that runs closes its journal and its table itself. */
    private boolean storageHandedOver;

    private NodeProcess(NodeSettings settings, Repair repair, Consumer<String> progress, Consumer<String> onFailure) {
        this.settings = settings;
        this.repair = repair;
        this.progress = progress;
        this.onFailure = onFailure;
    }

    /**
     * Recovers what the data folder holds, waits for ZooKeeper for as long as it takes, and returns when the node
     * listens and announces itself.
     *
     * @param repair what is done about lost data, in this start alone
     * @param progress hears, for people, what a start is waiting for; on any thread
     * @param onFailure hears once, on a thread of its own, why the node has stopped by itself; it is closed then
     * @throws LaunchException if it cannot run with these settings
     */
    static NodeProcess start(
            NodeSettings settings, Repair repair, Consumer<String> progress, Consumer<String> onFailure)
            throws InterruptedException {
        NodeProcess process = new NodeProcess(settings, repair, progress, onFailure);
        try {
            process.open();
            return process;
        } catch (JournalCorruptException e) {
            process.close();
            throw new LaunchException(ExitCode.FAILED, e.getMessage() + ": " + process.rebuildCommand(), e);
        } catch (IOException e) {
            process.close();
            throw new LaunchException(
                    ExitCode.FAILED, "node " + settings.id() + " did not start: " + e.getMessage(), e);
        } catch (InterruptedException | RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /** Where the others reach it. */
    Address address() {
        Address where = address;
        if (where == null) {
            throw new IllegalStateException("node " + settings.id() + " is not started");
        }
        return where;
    }

    /** Why it stopped by itself; empty if it did not. */
    Optional<String> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Has others take over what the node leads, then closes it: nobody is interrupted. Takes a moment. */
    void leave() {
        NodeShell leads = shell;
        if (leads != null) {
            leads.handOver();
        }
        close();
    }

    /** Leaves at once, in good order: offices and leases are given back, the registration is gone when this returns. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            opened.close();
        }
    }

    private synchronized void open() throws IOException, InterruptedException {
        DataFolder folder = DataFolder.open(settings.data(), settings.id());
        opened.add("the data folder", folder::close);
        ZooKeeperSession session =
                ZooKeeperSession.start(ZooKeeperSettings.of(settings.zookeeper(), settings.cluster()));
        opened.add("the ZooKeeper session", session::close);
        ClusterId cluster = session.joinCluster(progress);
        folder.bind(cluster);

        Member self = new Member(settings.id(), folder.disk());
        if (repair.rebuild()) {
            Rebuild.run(folder, session, self, repair.acceptLoss(), progress);
        }
        NodeOffices offices =
                new NodeOffices(self.node(), session, settings.durability(), folder::suspicionNoted, this::fail);
        NodeShell shell = openShell(folder, self, offices);
        Marks marks = shell.marks();
        ZooKeeperMembers members = new ZooKeeperMembers(session);
        opened.add("the watch of members", members::close);
        ZooKeeperClusterMapStore maps = new ZooKeeperClusterMapStore(session, marks.mapZxid());
        opened.add("the watch of the map", maps::close);
        ZooKeeperSequencerRecordStore records = new ZooKeeperSequencerRecordStore(session, marks.sequencerZxid());
        opened.add("the watch of the sequencer record", records::close);

        NetworkThreads threads = NetworkThreads.start(settings.id() + "-net", NETWORK_THREADS);
        opened.add("the network threads", threads::close);
        Hello hello = new Hello(Hello.PROTOCOL_VERSION, cluster, self, folder.runNumber(), marks);
        NodeServer server = listen(threads, hello, shell, offices, new KnownMembers(maps, members));
        Address reachable = reachableAt(server.port());
        address = reachable;
        PeerConnections peers = new PeerConnections(
                threads, () -> withMarks(hello, shell.marks()), shell.peerListener(), PeerLimits.DEFAULT);
        opened.add("the connections to peers", peers::close);

        shell.start(peers);
        this.shell = shell;
        storageHandedOver = true;
        opened.add("the node", shell::close);
        offices.open(cluster, self, reachable, settings.initialNodes(), maps, records, shell, peers);
        opened.add("the candidates for the offices", offices::close);
        offices.marksSeen(marks);
        Following following = new Following(self, shell, offices, peers);
        opened.add("what is followed in ZooKeeper", following::close);
        following.begin(session, members, maps, records);
        Registration registration = new Registration(
                self, folder.runNumber(), reachable, settings.rack(), settings.weight(), OrdinalCommand.VERSION);
        opened.add("the registration", members.announce(registration, this::announcementChanged)::close);
        LOG.info("node={} started address={} run={}", self, reachable, folder.runNumber());
    }

    private NodeShell openShell(DataFolder folder, Member self, NodeOffices offices) {
        RocksTable table = RocksTable.open(folder.table(), TableSettings.DEFAULT);
        opened.add("the table", () -> closeUnlessHandedOver(table::close));
        JournalSettings journalSettings =
                new JournalSettings(settings.durability(), JournalSettings.DEFAULT.segmentBytes());
        ChronicleJournal journal = ChronicleJournal.open(folder.journal(), journalSettings);
        opened.add("the journal", () -> closeUnlessHandedOver(journal::close));
        folder.judged(journal.opening().mayHaveLost(folder.machineRanOn()));
        Trust trust = trustIn(folder);
        return new NodeShell(
                self,
                NodeTimes.DEFAULT,
                NodeLimits.forHeap(Runtime.getRuntime().maxMemory()),
                journal,
                table,
                trust,
                new FreeSpace(folder.path(), MIN_FREE_BYTES),
                offices);
    }

    private Trust trustIn(DataFolder folder) {
        String why = folder.suspicion().orElse("");
        if (repair.acceptLoss()) {
            LOG.warn("node={} takes what its journal holds for the truth: {}", settings.id(), why);
            return Trust.LOSS_ACCEPTED;
        } else if (why.isEmpty()) {
            return Trust.WHOLE;
        }
        LOG.warn("node={} may have lost writes that it acknowledged: {}", settings.id(), why);
        progress.accept("node " + settings.id() + " may have lost writes that it acknowledged (" + why
                + "): it does not count until the others have brought it level");
        return Trust.SUSPECT;
    }

    private String rebuildCommand() {
        String cluster =
                settings.cluster().equals(NodeSettings.DEFAULT_CLUSTER) ? "" : " --cluster " + settings.cluster();
        return "`ordinal node --id " + settings.id() + " --zookeeper " + settings.zookeeper() + cluster + " --data "
                + settings.data() + " --rebuild`";
    }

    private void closeUnlessHandedOver(Runnable close) {
        if (!storageHandedOver) {
            close.run();
        }
    }

    private NodeServer listen(
            NetworkThreads threads, Hello self, NodeShell shell, NodeOffices offices, KnownMembers known)
            throws IOException {
        HandshakeRules rules =
                new HandshakeRules(self.cluster(), self.member(), self.runNumber(), CREDIT_BYTES, known::find);
        // Unless told otherwise, a JVM has as much outside of its heap as inside.
        ServerLimits limits = ServerLimits.forMemory(Runtime.getRuntime().maxMemory());
        NodeServer server = new NodeServer(threads, hello -> rules.answer(hello, shell.marks()), limits);
        shell.register(server);
        offices.register(server, known);
        opened.add("the server", server::close);
        server.start(settings.bind(), settings.port());
        return server;
    }

    private Address reachableAt(int port) throws UnknownHostException {
        Address advertised = settings.advertise();
        if (advertised != null) {
            return advertised;
        }
        if (InetAddress.getByName(settings.bind()).isAnyLocalAddress()) {
            throw new LaunchException(
                    ExitCode.USAGE,
                    "a node that binds to " + settings.bind()
                            + " must be told where the others reach it: add --advertise HOST:" + port);
        }
        return new Address(settings.bind(), port);
    }

    private static Hello withMarks(Hello hello, Marks marks) {
        return new Hello(hello.protocolVersion(), hello.cluster(), hello.member(), hello.runNumber(), marks);
    }

    private void announcementChanged(Announcement news) {
        LOG.info("node={} registration={} {}", settings.id(), news.state(), news.detail());
        if (news.state() == Announcement.State.HELD_BY_ANOTHER) {
            progress.accept("node " + settings.id() + " waits: its id is in use (" + news.detail()
                    + "). Stop the other one, or start this one with another --id");
        }
    }

    /** Any thread of the node may call this, so the closing is done by another one. */
    private void fail(String why) {
        if (failure.compareAndSet(null, why)) {
            Thread closing = new Thread(
                    () -> {
                        close();
                        onFailure.accept(why);
                    },
                    settings.id() + "-fail-stop");
            closing.start();
        }
    }
}
