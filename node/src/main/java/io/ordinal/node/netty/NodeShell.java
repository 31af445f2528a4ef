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
import io.ordinal.node.chronicle.LogSlice;
import io.ordinal.node.file.FreeSpace;
import io.ordinal.node.rocksdb.RocksTable;
import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.Effects;
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
import io.ordinal.protocol.StatusReply;
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
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Registration;
import io.ordinal.ring.StoredMap;
import io.ordinal.ring.TokenRange;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
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
    private static final int MAX_WAITING_SCANS = 256;
    private static final long JOURNAL_BYTE_CAP = 4L << 30;
    private static final long HAND_OVER_MILLIS = 2_000;

    private final Member self;
    private final Offices offices;
    private final ChronicleJournal journal;
    private final RocksTable table;
    private final FreeSpace freeSpace;
    private final NodeCore core;
    private final CountDownLatch handedOver = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);
    private final AtomicBoolean failed = new AtomicBoolean();
    private final JournalThread journalThread;
    private final TableThread tableThread;
    private final LocalReads reads;
    private final CopyDesk copies;
    private final ExecutorService lookups;
    private final ExecutorService bulk;
    private final ExecutorService scans;
    private final ScheduledExecutorService clock;
    private volatile @Nullable CoreLoop<NodeEvent, NodeEffect> loop;
    private volatile @Nullable NodeServer server;
    private volatile @Nullable PeerConnections peers;
    private volatile @Nullable ClusterMap map;
    private volatile List<Registration> present = List.of();
    private volatile String readOnlyWhy = "";
    private volatile Marks marks;
    private boolean diskWasFull;

    /** Touched by the loop's thread alone. */
    private boolean hasTakenWrites;

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
        this.journal = journal;
        this.table = table;
        this.freeSpace = freeSpace;
        Recovery recovery = new Recovery(table.progress(), limits, trust);
        journal.replay(recovery::replay);
        this.marks = recovery.marks();
        this.core = new NodeCore(self, times, limits, recovery, table::retries, System.nanoTime());
        String name = self.node().name();
        this.journalThread = new JournalThread(name, journal, JOURNAL_BYTE_CAP, this::report, this::fail);
        this.tableThread = new TableThread(name, table, this::report, this::fail);
        this.reads = new LocalReads(table, this::offer);
        this.copies = new CopyDesk(table);
        this.lookups = Executors.newSingleThreadExecutor(task -> new Thread(task, "lookup-" + name));
        this.bulk = Executors.newSingleThreadExecutor(task -> new Thread(task, "bulk-" + name));
        this.scans = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING_SCANS),
                task -> new Thread(task, "scan-" + name));
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "clock-" + name));
    }

    /** Registers the handlers for what a node answers. Messages for the offices are the caller's. */
    public void register(NodeServer onServer) {
        server = onServer;
        onServer.on(ReplicaMessage.class, this::fromPeer)
                .on(Grant.class, this::fromPeer)
                .on(GrantRefused.class, this::fromPeer)
                .on(ReportAck.class, this::fromPeer)
                .on(WriteRequest.class, this::write)
                .on(ReadRequest.class, this::read)
                .on(ScanRequest.class, this::scan)
                .on(StatusRequest.class, (request, from) -> offer(new NodeEvent.Asked(replyTo(from), request), from))
                .on(MapRequest.class, (request, from) -> from.reply(new MapReply(map, present)));
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
        peers = toPeers;
        loop = CoreLoop.start(
                "loop-" + self.node().name(),
                core,
                new Runner(),
                this::endTurn,
                cause -> fail(String.valueOf(cause)),
                MAX_WAITING_EVENTS,
                MAX_EVENTS_A_TURN);
        journalThread.start(); // only now, since what they report goes to the loop
        tableThread.start();
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
        return marks;
    }

    /** Why this node takes no writes; empty if it does. */
    public String readOnlyWhy() {
        return readOnlyWhy;
    }

    /**
     * Has others take over what this node leads, so that {@link #close} interrupts nobody. Returns when they did, or when
     * that took too long or cannot be.
     */
    public void handOver() {
        report(new NodeEvent.Leave());
        try {
            if (!handedOver.await(HAND_OVER_MILLIS, TimeUnit.MILLISECONDS)) {
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
            if (!left.await(5, TimeUnit.SECONDS)) {
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
        scans.shutdownNow();
        lookups.shutdownNow();
        bulk.shutdownNow();
        awaitEnd(scans);
        awaitEnd(lookups);
        awaitEnd(bulk);
        copies.close();
        table.flush();
        table.close();
    }

    private static void awaitEnd(ExecutorService executor) {
        try {
            if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("readers of the table did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- from the network

    private void fromPeer(Message message, Responder from) {
        Member member = from.peer().member();
        if (member != null && !offer(new NodeEvent.Received(member.node(), message))) {
            LOG.debug("node={} is overloaded and drops a message of peer={}", self, member);
        }
    }

    private void write(WriteRequest request, Responder from) {
        offer(new NodeEvent.Asked(replyTo(from), request), from);
    }

    private void read(ReadRequest request, Responder from) {
        ClientReply reply = reads.read(replyTo(from), request, false);
        if (reply != null) {
            from.reply(reply);
        }
    }

    private void scan(ScanRequest request, Responder from) {
        try {
            scans.execute(() -> from.reply(reads.scan(request)));
        } catch (RejectedExecutionException e) {
            from.reply(overloaded());
        }
    }

    private boolean offer(NodeEvent event) {
        CoreLoop<NodeEvent, NodeEffect> running = loop;
        return running != null && running.offer(event);
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

    // ---- from the core

    private void endTurn() {
        NodeServer toClients = server;
        PeerConnections toPeers = peers;
        if (toPeers != null) {
            toPeers.flush();
        }
        if (toClients != null) {
            toClients.flush();
        }
    }

    /** Carries out what the core asks for, on the loop's thread: hands over, and never waits. */
    private final class Runner implements Effects<NodeEffect> {
        @Override
        public void add(NodeEffect effect) {
            if (effect instanceof NodeEffect.Send send) {
                send(send.to(), send.message());
            } else if (effect instanceof NodeEffect.Reply reply) {
                reply(reply.to(), reply.reply());
            } else if (effect instanceof NodeEffect.Append append) {
                journalThread.append(append);
            } else if (effect instanceof NodeEffect.Apply apply) {
                tableThread.apply(apply);
            } else if (effect instanceof NodeEffect.Publish publish) {
                reads.publish(publish.range(), publish.permit());
            } else if (effect instanceof NodeEffect.ReadEntry read) {
                lookups.execute(() -> lookUp(read));
            } else if (effect instanceof NodeEffect.ReadLog read) {
                bulk.execute(() -> readLog(read));
            } else if (effect instanceof NodeEffect.ReadCopy read) {
                bulk.execute(() -> readCopy(read));
            } else if (effect instanceof NodeEffect.FindTombstones find) {
                bulk.execute(() -> findTombstones(find));
            } else if (effect instanceof NodeEffect.ReadAgain read) {
                readAgain(read.to(), read.request());
            } else if (effect instanceof NodeEffect.Roll roll) {
                journalThread.roll(roll);
            } else if (effect instanceof NodeEffect.Trim trim) {
                bulk.execute(() -> trim(trim));
            } else if (effect instanceof NodeEffect.Status status) {
                reply(status.to(), status(status));
            } else if (effect instanceof NodeEffect.SuspectSequencer suspect) {
                offices.suspectSequencer(suspect.term());
            } else if (effect instanceof NodeEffect.SuspectRebalancer suspect) {
                offices.suspectRebalancer(suspect.reign());
            } else if (effect instanceof NodeEffect.ReadOnly readOnly) {
                readOnly(readOnly.why());
            } else if (effect instanceof NodeEffect.MarksSeen seen) {
                marks = seen.marks();
            } else if (effect instanceof NodeEffect.SuspicionNoted) {
                bulk.execute(() -> guarded(offices::suspicionNoted));
            } else if (effect instanceof NodeEffect.HandedOver) {
                handedOver.countDown();
            } else if (effect instanceof NodeEffect.Stopped) {
                left.countDown();
            } else if (effect instanceof NodeEffect.FailStop failStop) {
                fail(failStop.why());
            }
        }
    }

    private void send(NodeId to, Message message) {
        PeerConnections toPeers = peers;
        if (to.equals(self.node())) {
            offices.toOffice(message);
        } else if (toPeers != null) {
            toPeers.send(to, message);
        }
    }

    private void reply(ReplyTo to, ClientReply reply) {
        NodeServer toClients = server;
        if (toClients != null) {
            toClients.reply(to.connection(), to.correlation(), reply);
        }
    }

    private void lookUp(NodeEffect.ReadEntry read) {
        guarded(() -> report(new NodeEvent.EntryRead(
                read.ticket(), table.read(read.range(), read.key()).entry())));
    }

    private void readLog(NodeEffect.ReadLog read) {
        guarded(() -> {
            LogSlice slice = journal.readLog(read.range(), read.after(), read.maxBytes());
            report(new NodeEvent.LogRead(read.ticket(), slice.records(), slice.gone()));
        });
    }

    private void readCopy(NodeEffect.ReadCopy read) {
        guarded(() -> {
            TokenRange tokens = tokensOf(read.range());
            report(
                    tokens == null
                            ? new NodeEvent.NotRead(read.ticket())
                            : copies.read(read, tokens, System.nanoTime()));
        });
    }

    private void findTombstones(NodeEffect.FindTombstones find) {
        guarded(() -> report(new NodeEvent.TombstonesFound(
                find.ticket(), table.tombstones(find.tokens(), find.upToSequence(), find.after(), find.maxVisited()))));
    }

    private @Nullable TokenRange tokensOf(RangeId range) {
        ClusterMap known = map;
        if (known != null) {
            for (RangeAssignment assignment : known.ranges()) {
                if (assignment.id().equals(range)) {
                    return assignment.tokens();
                }
            }
        }
        return null;
    }

    private void readAgain(ReplyTo to, ReadRequest request) {
        ClientReply reply = reads.read(to, request, true);
        if (reply != null) {
            reply(to, reply);
        }
    }

    private void trim(NodeEffect.Trim trim) {
        guarded(() -> journalThread.trim(trim.passed(), table.flush()));
    }

    private StatusReply status(NodeEffect.Status status) {
        return new StatusReply(
                self,
                status.mapVersion(),
                status.readOnlyWhy(),
                offices.isZooKeeperConnected(),
                offices.durability(),
                status.term(),
                status.highestIssued(),
                offices.isSequencer(),
                offices.isRebalancer(),
                status.ranges());
    }

    private void readOnly(String why) {
        readOnlyWhy = why;
        if (why.isEmpty()) {
            hasTakenWrites = true;
            LOG.info("node={} takes writes", self);
        } else if (hasTakenWrites) {
            LOG.warn("node={} is read-only: {}", self, why);
        } else {
            LOG.info("node={} does not take writes yet: {}", self, why);
        }
    }

    private void readClocks() {
        bulk.execute(() -> copies.giveUpUnused(System.nanoTime()));
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

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            fail(e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    /** Stops answering at once, and lets the owner close this; the first reason counts. */
    private void fail(String why) {
        if (failed.compareAndSet(false, true)) {
            LOG.error("node={} stops: {}", self, why);
            reads.revokeAll();
            handedOver.countDown();
            left.countDown();
            offices.failed(why);
        }
    }
}
