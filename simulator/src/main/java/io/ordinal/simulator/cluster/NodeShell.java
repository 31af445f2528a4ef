package io.ordinal.simulator.cluster;

import io.ordinal.node.NodeEffect;
import io.ordinal.node.ReadPermit;
import io.ordinal.node.ReplyTo;
import io.ordinal.node.TableBatch;
import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.ClientRequest;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.RequestId;
import io.ordinal.protocol.WriteRequest;
import io.ordinal.rebalancer.RebalancerEvent;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import io.ordinal.sequencer.SequencerEvent;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.RarePath;
import io.ordinal.simulator.world.SimClock;
import io.ordinal.simulator.world.Violation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Carries out what a node's core asks for, and shows the invariants' watch what is about to happen. */
final class NodeShell {
    private final Cluster cluster;
    private final SimNode node;
    private final SimClock clock;
    private final NodeProcess process;
    private final JournalThread journal;
    private final TableThread table;
    private final DiskReads diskReads;
    private final ReadDesk reads;
    private final TreeMap<Long, ClientLink> links = new TreeMap<>();
    private final Map<ReplyTo, RequestId> asked = new HashMap<>();
    private final Member self;

    NodeShell(Cluster cluster, SimNode node, Life life, SimClock clock, Chance chance, NodeProcess process) {
        this.cluster = cluster;
        this.node = node;
        this.self = node.member();
        this.clock = clock;
        this.process = process;
        journal = new JournalThread(
                node.journal(),
                life,
                chance.fork("journal"),
                process::offer,
                cluster.interference(),
                cluster.plan(),
                cluster.rarePaths());
        table = new TableThread(
                node.table(), life, chance.fork("table"), process::offer, this::aboutToApply, cluster.interference());
        diskReads = new DiskReads(
                node.journal(),
                node.table(),
                life,
                chance.fork("disk reads"),
                this::tokensOf,
                process::offer,
                cluster.interference());
        reads = new ReadDesk(
                life,
                chance.fork("reads"),
                clock,
                node.table(),
                process::offer,
                this::reply,
                process::mapVersion,
                cluster.rarePaths());
    }

    ReadDesk reads() {
        return reads;
    }

    void failNextForce(Runnable failure) {
        journal.failNext(failure);
    }

    void slowDisk(long typicalForceNanos) {
        journal.typicalForce(typicalForceNanos);
    }

    void endSegment() {
        journal.segmentIsFull();
    }

    void die() {
        links.values().forEach(ClientLink::breakNow);
    }

    ReplyTo accept(ClientLink link, long correlation, ClientRequest request) {
        links.put(link.number(), link);
        ReplyTo to = new ReplyTo(link.number(), correlation);
        if (request instanceof WriteRequest write) {
            asked.put(to, write.request());
        }
        return to;
    }

    void reply(ReplyTo to, ClientReply reply) {
        cluster.rarePaths().replied(reply);
        RequestId request = asked.remove(to);
        if (request != null && cluster.invariants().answers().answered(request, reply)) {
            cluster.rarePaths().took(RarePath.RETRY_ANSWERED_AGAIN);
        }
        ClientLink link = links.get(to.connection());
        if (link != null) {
            link.answer(to.correlation(), reply);
        }
    }

    void decided(NodeEffect effect) {
        if (effect instanceof NodeEffect.Append append) {
            cluster.invariants().decides(node.id(), append.records());
        }
    }

    void carryOut(NodeEffect effect) {
        if (effect instanceof NodeEffect.Send send) {
            cluster.invariants()
                    .sent(node.id(), send.message(), cluster.scheduler().nowNanos());
            cluster.rarePaths().sent(node.id(), send.message(), clock.monotonicNanos());
            cluster.send(self, send.to(), send.message());
        } else if (effect instanceof NodeEffect.Reply reply) {
            reply(reply.to(), reply.reply());
        } else if (effect instanceof NodeEffect.Append append) {
            cluster.invariants()
                    .appends(
                            node.id(),
                            node.journal(),
                            append.records(),
                            cluster.scheduler().nowNanos());
            append.records().forEach(record -> cluster.rarePaths().appends(node.id(), node.journal(), record));
            journal.append(append.ticket(), append.records());
            append.records().forEach(record -> cluster.appended(node, record));
        } else if (effect instanceof NodeEffect.Roll roll) {
            journal.roll(roll.ticket(), roll.state());
        } else if (effect instanceof NodeEffect.Trim trim) {
            journal.trim(trim.passed(), node.table()::flushedUpTo);
        } else if (effect instanceof NodeEffect.Apply apply) {
            table.apply(apply);
        } else if (effect instanceof NodeEffect.FlushTable flush) {
            table.flush(flush);
        } else if (effect instanceof NodeEffect.ReadEntry read) {
            diskReads.read(read);
        } else if (effect instanceof NodeEffect.ReadLog read) {
            cluster.rarePaths().took(RarePath.BACKFILL_FROM_JOURNAL);
            diskReads.read(read);
        } else if (effect instanceof NodeEffect.ReadCopy read) {
            diskReads.read(read);
        } else if (effect instanceof NodeEffect.Digest digest) {
            table.digest(digest);
        } else if (effect instanceof NodeEffect.FindTombstones find) {
            diskReads.read(find);
        } else if (effect instanceof NodeEffect.Publish publish) {
            publish(publish);
        } else if (effect instanceof NodeEffect.ReadAgain again) {
            cluster.rarePaths().took(RarePath.READ_WAITED);
            reads.read(again.to(), again.request(), true);
        } else if (effect instanceof NodeEffect.SuspectSequencer suspect) {
            process.offer(new SequencerEvent.Suspected(suspect.term()));
        } else if (effect instanceof NodeEffect.SuspectRebalancer suspect) {
            process.offer(new RebalancerEvent.Suspected(suspect.reign()));
        } else if (effect instanceof NodeEffect.SuspicionNoted) {
            node.suspicionNoted();
        } else if (effect instanceof NodeEffect.FailStop stop) {
            throw new Violation(node.id() + " stopped itself: " + stop.why());
        } else {
            cluster.trace().add(node.name(), effect.toString());
        }
    }

    private void publish(NodeEffect.Publish publish) {
        ReadPermit permit = publish.permit();
        long now = cluster.scheduler().nowNanos();
        if (permit == null || permit.leaseEndNanos() == ReadPermit.NO_LEASE) {
            cluster.invariants().leaderships().mayNotRead(node.id(), publish.range());
        } else {
            long until = clock.virtualNanosAt(permit.leaseEndNanos());
            cluster.invariants().leaderships().mayReadUntil(node.id(), publish.range(), permit.epoch(), until, now);
        }
        reads.publish(publish.range(), permit);
    }

    /** What a copy brings is not from the node's own log, which may still have an end there that was never committed. */
    private void aboutToApply(NodeEffect.Apply apply) {
        for (TableBatch.Change change : apply.batch().changes()) {
            if (change instanceof TableBatch.Progress progress
                    && !node.journal().log(progress.range()).isCopying()) {
                aboutToReach(progress.range(), progress.progress().applied());
            }
        }
    }

    /** The table is about to hold a range's log up to {@code to}. */
    private void aboutToReach(RangeId range, Position to) {
        TableBatch.RangeProgress now = node.table().progress().get(range);
        Position from = now == null ? Position.START : now.applied();
        List<LogRecord> records = node.journal().log(range).after(from).stream()
                .filter(record -> record.position().compareTo(to) <= 0)
                .toList();
        Violation.unless(
                records.isEmpty() || node.journal().holdsDurably(range, to),
                () -> node.id() + " applies " + range + " up to " + to + ", which is not on its own disk");
        cluster.invariants().logs().applied(node.id(), range, records);
    }

    private TokenRange tokensOf(RangeId range) {
        ClusterMap map = process.map();
        if (map != null) {
            for (RangeAssignment assignment : map.ranges()) {
                if (assignment.id().equals(range)) {
                    return assignment.tokens();
                }
            }
        }
        throw new Violation(node.id() + " was asked for a copy of " + range + ", which its map does not have");
    }
}
