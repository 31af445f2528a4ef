package io.ordinal.node.netty;

import io.ordinal.node.NodeCore;
import io.ordinal.node.NodeEffect;
import io.ordinal.node.NodeEvent;
import io.ordinal.node.NodeLimits;
import io.ordinal.node.NodeTimes;
import io.ordinal.node.Recovery;
import io.ordinal.node.ReplyTo;
import io.ordinal.node.Trust;
import io.ordinal.node.chronicle.ChronicleJournal;
import io.ordinal.node.file.FreeSpace;
import io.ordinal.node.rocksdb.RocksTable;
import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.Grant;
import io.ordinal.protocol.GrantRefused;
import io.ordinal.protocol.MapReply;
import io.ordinal.protocol.MapRequest;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.protocol.ReplicaMessage;
import io.ordinal.protocol.ReportAck;
import io.ordinal.protocol.ScanRequest;
import io.ordinal.protocol.StatusRequest;
import io.ordinal.protocol.Welcome;
import io.ordinal.protocol.WriteRequest;
import io.ordinal.protocol.netty.ConnectionLostException;
import io.ordinal.protocol.netty.NodeServer;
import io.ordinal.protocol.netty.PeerConnections;
import io.ordinal.protocol.netty.PeerListener;
import io.ordinal.protocol.netty.Responder;
import io.ordinal.protocol.thread.CoreLoop;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import io.ordinal.ring.StoredMap;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's core with its threads: the loop that runs it, the journal and table threads that carry out what it asks for,
 * and the readers beside it.
 *
 * <p>Make it, {@link #register} its handlers, {@link #start} it, and tell it what ZooKeeper says. All methods are for
 * any thread. It takes over the journal and the table, and closes them.
 */
public final class NodeShell implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeShell.class);
    private static final int MAX_WAITING_EVENTS = 1 << 16;
    private static final int MAX_EVENTS_A_TURN = 4_096;
    private static final long JOURNAL_BYTE_CAP = 4L << 30;
    private static final long HAND_OVER_MILLIS = 2_000;

    private final Member self;
    private final Offices offices;
    private final RocksTable table;
    private final FreeSpace freeSpace;
    private final Intake intake;
    private final AtomicBoolean failed = new AtomicBoolean();
    private final JournalThread journalThread;
    private final TableThread tableThread;
    private final FlushThread flushThread;
    private final LocalReads reads;
    private final Readers readers;
    private final EffectRunner effects;
    private final ScheduledExecutorService clock;
    private volatile @Nullable CoreLoop<NodeEvent, NodeEffect> loop;
    private volatile @Nullable ClusterMap map;
    private volatile List<Registration> present = List.of();
    private boolean diskWasFull;

    /** The candidates for the two offices that live in the same process, and what the node must know of it. */
    public interface Offices {
        /** A message from this node to whoever holds an office in its own process. */
        void toOffice(Message message);

        void suspectSequencer(long term);

        void suspectRebalancer(long reign);

        boolean isSequencer();

        boolean isRebalancer();

        boolean isZooKeeperConnected();

        String durability();

        /** What the journal says of suspect ranges is enough from now on: the next start need not be told. May block. */
        void suspicionNoted();

        /** The node cannot go on; it has stopped answering. Called once, on some thread of the node. */
        void failed(String why);
    }

    public NodeShell(
            Member self,
            NodeTimes times,
            NodeLimits limits,
            ChronicleJournal journal,
            RocksTable table,
            Trust trust,
            FreeSpace freeSpace,
            Offices offices) {
        this.self = self;
        this.offices = offices;
        this.table = table;
        this.freeSpace = freeSpace;
        Recovery recovery = new Recovery(table.progress(), limits, trust);
        journal.replay(recovery::replay);
        this.intake = new Intake(
                new NodeCore(self, times, limits, recovery, table::retries, System.nanoTime()),
                limits.shared().pendingBytes());
        String name = self.node().name();
        this.journalThread = new JournalThread(name, journal, JOURNAL_BYTE_CAP, this::report, this::fail);
        this.tableThread = new TableThread(name, table, this::report, this::fail);
        this.flushThread =
                new FlushThread(name, table, table::unflushedBytes, FlushThread.LOOK_NANOS, this::report, this::fail);
        this.reads = new LocalReads(table, this::offer);
        this.readers = new Readers(name, journal, table, () -> map, this::report, this::fail);
        this.effects = new EffectRunner(
                self,
                offices,
                recovery.marks(),
                journalThread,
                tableThread,
                flushThread,
                table,
                reads,
                readers,
                intake,
                this::fail);
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "clock-" + name));
    }

    /** Registers the handlers for what a node answers. Messages for the offices are the caller's. */
    public void register(NodeServer onServer) {
        effects.replyBy(onServer);
        onServer.on(ReplicaMessage.class, this::fromPeer)
                .on(Grant.class, this::fromPeer)
                .on(GrantRefused.class, this::fromPeer)
                .on(ReportAck.class, this::fromPeer)
                .on(WriteRequest.class, this::write)
                .on(ReadRequest.class, this::read)
                .on(ScanRequest.class, this::scan)
                .on(StatusRequest.class, (request, from) -> offer(new NodeEvent.Asked(replyTo(from), request), from))
                .on(MapRequest.class, (request, from) -> from.reply(MapReply.to(request, map, present)));
    }

    /** What is to hear of the connections to peers. */
    public PeerListener peerListener() {
        return new PeerListener() {
            @Override
            public void connected(NodeId peer, Welcome welcome) {
                report(new NodeEvent.PeerConnected(peer));
            }

            @Override
            public void lost(NodeId peer, ConnectionLostException why) {
                LOG.info("node={} lost peer={}: {}", self, peer, why.getMessage());
                report(new NodeEvent.PeerLost(peer));
            }
        };
    }

    public void start(PeerConnections toPeers) {
        effects.sendBy(toPeers);
        loop = CoreLoop.start(
                "loop-" + self.node().name(),
                intake,
                effects,
                effects::endTurn,
                cause -> fail(String.valueOf(cause)),
                MAX_WAITING_EVENTS,
                MAX_EVENTS_A_TURN);
        journalThread.start(); // only now, since what they report goes to the loop
        tableThread.start();
        flushThread.start();
        report(new NodeEvent.WallClockRead(System.currentTimeMillis()));
        ScheduledFuture<?> unusedFuture = clock.scheduleWithFixedDelay(this::readClocks, 1, 1, TimeUnit.SECONDS);
    }

    public void mapSeen(StoredMap seen) {
        map = seen.map();
        reads.mapSeen(seen.map());
        report(new NodeEvent.MapSeen(seen));
    }

    public void membersSeen(List<Registration> registrations) {
        present = List.copyOf(registrations);
        report(new NodeEvent.MembersSeen(present));
    }

    public void sequencerSeen(long term, Member holder, long zxid) {
        report(new NodeEvent.SequencerSeen(term, holder, zxid));
    }

    /** A message from an office in this process. */
    public void fromOffice(Message message) {
        report(new NodeEvent.Received(self.node(), message));
    }

    /** The highest numbers this node has seen, for handshakes and for the offices. */
    public Marks marks() {
        return effects.marks();
    }

    /** Why this node takes no writes; empty if it does. */
    public String readOnlyWhy() {
        return effects.readOnlyWhy();
    }

    /**
     * Has others take over what this node leads, so that {@link #close} interrupts nobody. Returns when they did, or when
     * that took too long or cannot be.
     */
    public void handOver() {
        report(new NodeEvent.Leave());
        try {
            if (!effects.handedOver().await(HAND_OVER_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.info("node={} leaves before others have taken over all it leads", self);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Leaves in good order: releases leases, writes what waits, closes journal and table. */
    @Override
    public void close() {
        report(new NodeEvent.ShutDown());
        try {
            if (!effects.left().await(5, TimeUnit.SECONDS)) {
                LOG.warn("node={} did not leave in good order in time", self);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopThreads();
    }

    private void stopThreads() {
        clock.shutdownNow();
        CoreLoop<NodeEvent, NodeEffect> running = loop;
        if (running != null) {
            running.close();
        }
        journalThread.close();
        tableThread.close();
        flushThread.close();
        readers.close();
        table.flush();
        table.close();
    }

    // ---- from the network

    private void fromPeer(Message message, Responder from) {
        Member member = from.peer().member();
        if (member != null && !offer(new NodeEvent.Received(member.node(), message))) {
            LOG.debug("node={} is overloaded and drops a message of peer={}", self, member);
        }
    }

    private void write(WriteRequest request, Responder from) {
        if (intake.hasRoom()) {
            offer(new NodeEvent.Asked(replyTo(from), request), from);
        } else {
            from.reply(overloaded());
        }
    }

    private void read(ReadRequest request, Responder from) {
        ClientReply reply = reads.read(replyTo(from), request, false);
        if (reply != null) {
            from.reply(reply);
        }
    }

    private void scan(ScanRequest request, Responder from) {
        if (!readers.scan(() -> from.reply(reads.scan(request)))) {
            from.reply(overloaded());
        }
    }

    private boolean offer(NodeEvent event) {
        CoreLoop<NodeEvent, NodeEffect> running = loop;
        if (running == null || !intake.admit(event)) {
            return false;
        }
        boolean queued = running.offer(event);
        if (!queued) {
            intake.release(event);
        }
        return queued;
    }

    private void report(NodeEvent event) {
        CoreLoop<NodeEvent, NodeEffect> running = loop;
        if (running != null) {
            running.report(event);
        }
    }

    private void offer(NodeEvent event, Responder from) {
        if (!offer(event)) {
            from.reply(overloaded());
        }
    }

    private NotServed overloaded() {
        ClusterMap known = map;
        return new NotServed(
                NotServed.Reason.OVERLOADED,
                known == null ? 0 : known.version(),
                20,
                "too many requests wait at " + self);
    }

    private static ReplyTo replyTo(Responder from) {
        return new ReplyTo(from.connectionId(), from.correlation());
    }

    private void readClocks() {
        readers.giveUpUnusedCopies();
        report(new NodeEvent.WallClockRead(System.currentTimeMillis()));
        try {
            boolean full = freeSpace.isLow();
            if (full != diskWasFull) {
                diskWasFull = full;
                LOG.warn("node={} disk full={}", self, full);
                report(new NodeEvent.DiskFull(full));
            }
        } catch (IOException e) {
            fail("the free space of its disk cannot be read: " + e.getMessage());
        }
    }

    /** Stops answering at once, and lets the owner close this; the first reason counts. */
    private void fail(String why) {
        if (failed.compareAndSet(false, true)) {
            LOG.error("node={} stops: {}", self, why);
            reads.revokeAll();
            effects.handedOver().countDown();
            effects.left().countDown();
            offices.failed(why);
        }
    }
}
