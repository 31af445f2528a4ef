package io.ordinal.node.netty;

import io.ordinal.node.NodeEffect;
import io.ordinal.node.ReplyTo;
import io.ordinal.node.rocksdb.RocksTable;
import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.Effects;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.protocol.StatusReply;
import io.ordinal.protocol.netty.NodeServer;
import io.ordinal.protocol.netty.PeerConnections;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what the core asks for, on the loop's thread: hands over, and never waits. What the core has said of
 * itself may be read by any thread.
 */
final class EffectRunner implements Effects<NodeEffect> {
    private static final Logger LOG = LoggerFactory.getLogger(EffectRunner.class);

    private final Member self;
    private final NodeShell.Offices offices;
    private final JournalThread journal;
    private final TableThread tableThread;
    private final FlushThread flushThread;
    private final RocksTable table;
    private final LocalReads reads;
    private final Readers readers;
    private final Intake intake;
    private final Consumer<String> onFailure;
    private final CountDownLatch handedOver = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);
    private volatile @Nullable NodeServer server;
    private volatile @Nullable PeerConnections peers;
    private volatile String readOnlyWhy = "";
    private volatile Marks marks;
    private boolean hasTakenWrites;

    EffectRunner(
            Member self,
            NodeShell.Offices offices,
            Marks marks,
            JournalThread journal,
            TableThread tableThread,
            FlushThread flushThread,
            RocksTable table,
            LocalReads reads,
            Readers readers,
            Intake intake,
            Consumer<String> onFailure) {
        this.self = self;
        this.offices = offices;
        this.marks = marks;
        this.journal = journal;
        this.tableThread = tableThread;
        this.flushThread = flushThread;
        this.table = table;
        this.reads = reads;
        this.readers = readers;
        this.intake = intake;
        this.onFailure = onFailure;
    }

    void replyBy(NodeServer toClients) {
        server = toClients;
    }

    void sendBy(PeerConnections toPeers) {
        peers = toPeers;
    }

    /** The highest numbers this node has seen. */
    Marks marks() {
        return marks;
    }

    /** Why this node takes no writes; empty if it does. */
    String readOnlyWhy() {
        return readOnlyWhy;
    }

    /** Opens when this node leads nothing any more that another could lead, or has failed. */
    CountDownLatch handedOver() {
        return handedOver;
    }

    /** Opens when this node has left in good order, or has failed. */
    CountDownLatch left() {
        return left;
    }

    @Override
    public void add(NodeEffect effect) {
        if (effect instanceof NodeEffect.Send send) {
            send(send.to(), send.message());
        } else if (effect instanceof NodeEffect.Reply reply) {
            reply(reply.to(), reply.reply());
        } else if (effect instanceof NodeEffect.Append append) {
            journal.append(append);
        } else if (effect instanceof NodeEffect.Apply apply) {
            tableThread.apply(apply);
        } else if (effect instanceof NodeEffect.FlushTable flush) {
            tableThread.behind(() -> flushThread.flush(flush));
        } else if (effect instanceof NodeEffect.Publish publish) {
            reads.publish(publish.range(), publish.permit());
        } else if (effect instanceof NodeEffect.ReadEntry read) {
            readers.lookUp(read);
        } else if (effect instanceof NodeEffect.ReadLog read) {
            readers.readLog(read);
        } else if (effect instanceof NodeEffect.ReadCopy read) {
            readers.readCopy(read);
        } else if (effect instanceof NodeEffect.Digest digest) {
            tableThread.behind(() -> readers.digest(digest.ticket(), table.openCopy(digest.range(), digest.tokens())));
        } else if (effect instanceof NodeEffect.FindTombstones find) {
            readers.findTombstones(find);
        } else if (effect instanceof NodeEffect.ReadAgain read) {
            readAgain(read.to(), read.request());
        } else if (effect instanceof NodeEffect.Roll roll) {
            journal.roll(roll);
        } else if (effect instanceof NodeEffect.Trim trim) {
            flushThread.flush(flushed -> journal.trim(trim.passed(), flushed));
        } else if (effect instanceof NodeEffect.Status status) {
            reply(status.to(), status(status));
        } else if (effect instanceof NodeEffect.SuspectSequencer suspect) {
            offices.suspectSequencer(suspect.term());
        } else if (effect instanceof NodeEffect.SuspectRebalancer suspect) {
            offices.suspectRebalancer(suspect.reign());
        } else if (effect instanceof NodeEffect.ReadOnly readOnly) {
            readOnly(readOnly.why());
        } else if (effect instanceof NodeEffect.Room room) {
            intake.room(room.there());
        } else if (effect instanceof NodeEffect.MarksSeen seen) {
            marks = seen.marks();
        } else if (effect instanceof NodeEffect.SuspicionNoted) {
            readers.later(offices::suspicionNoted);
        } else if (effect instanceof NodeEffect.HandedOver) {
            handedOver.countDown();
        } else if (effect instanceof NodeEffect.Stopped) {
            left.countDown();
        } else if (effect instanceof NodeEffect.FailStop failStop) {
            onFailure.accept(failStop.why());
        }
    }

    /** Lets go what was written in a turn. */
    void endTurn() {
        NodeServer toClients = server;
        PeerConnections toPeers = peers;
        if (toPeers != null) {
            toPeers.flush();
        }
        if (toClients != null) {
            toClients.flush();
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

    private void readAgain(ReplyTo to, ReadRequest request) {
        ClientReply reply = reads.read(to, request, true);
        if (reply != null) {
            reply(to, reply);
        }
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
}
