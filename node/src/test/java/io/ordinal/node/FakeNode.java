package io.ordinal.node;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.EntryRun;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One node of a {@link FakeCluster}: its core, a journal that forgets what is not forced, and a table. */
final class FakeNode {
    final Member member;
    FakeTable table = new FakeTable();
    final List<JournalRecord> journal = new ArrayList<>();
    final Map<RangeId, ReadPermit> permits = new TreeMap<>();
    private final FakeCluster cluster;
    private final List<JournalRecord> unforced = new ArrayList<>();
    private final List<Long> unforcedTickets = new ArrayList<>();
    private int journalKeptFrom;
    boolean diskStalls;
    boolean tableStalls;

    /** What is applied is not said to be in the table's files. */
    boolean flushesStall;

    private final List<NodeEffect.Apply> unapplied = new ArrayList<>();
    private final List<Long> unflushed = new ArrayList<>();
    private @Nullable NodeCore core;
    int run;

    String readOnlyWhy = "";

    /** Whether its table takes for ever to be digested. */
    boolean digestsStall;

    final List<NodeEffect.Digest> stalledDigests = new ArrayList<>();

    /** Whether it said that it has room for writes. */
    boolean toldRoom = true;

    /** Whether it said that there is nothing left to hand over. */
    boolean handedOver;

    /** What its next start is told of its journal, until it has noted that itself. */
    Trust trust = Trust.WHOLE;

    FakeNode(FakeCluster cluster, Member member) {
        this.cluster = cluster;
        this.member = member;
    }

    NodeId id() {
        return member.node();
    }

    boolean isUp() {
        return core != null;
    }

    void start() {
        run++;
        Recovery recovery = new Recovery(table.progress(), cluster.limits, trust);
        journal.forEach(recovery::replay);
        NodeCore fresh =
                new NodeCore(member, FakeCluster.TIMES, cluster.limits, recovery, table::retries, cluster.nowNanos);
        core = fresh;
        event(new NodeEvent.WallClockRead(cluster.wallMillis()));
    }

    /** Whether it may answer linearizable reads of the range. */
    boolean serves(RangeId range) {
        ReadPermit permit = permits.get(range);
        return permit != null && permit.leaseEndNanos() != ReadPermit.NO_LEASE;
    }

    void crash() {
        core = null;
        unforced.clear();
        unforcedTickets.clear();
        unapplied.clear();
        unflushed.clear();
        permits.clear();
    }

    void event(NodeEvent event) {
        if (core != null) {
            core.step(event, cluster.nowNanos, this::carryOut);
        }
    }

    void tick() {
        if (core != null) {
            core.tick(cluster.nowNanos, this::carryOut);
        }
    }

    /** The disk catches up with what it held back. */
    void force() {
        diskStalls = false;
        journal.addAll(unforced);
        unforced.clear();
        List<Long> tickets = List.copyOf(unforcedTickets);
        unforcedTickets.clear();
        tickets.forEach(ticket -> event(new NodeEvent.JournalAppended(ticket)));
    }

    /** The power fails while the disk writes what it held back: this record is the last that it has. */
    void tearBehindFirst(Predicate<JournalRecord> last) {
        int at = 0;
        while (!last.test(unforced.get(at))) {
            at++;
        }
        journal.addAll(unforced.subList(0, at + 1));
        diskStalls = false;
        crash();
    }

    /** Applies what waits, unless the table stalls. */
    void applyToTable() {
        int thisRun = run;
        while (!tableStalls && !unapplied.isEmpty()) {
            NodeEffect.Apply apply = unapplied.remove(0);
            table.apply(apply.batch());
            cluster.later(() -> inRun(thisRun, new NodeEvent.TableApplied(apply.ticket())));
        }
        if (unapplied.isEmpty() && !flushesStall) {
            List<Long> tickets = List.copyOf(unflushed);
            unflushed.clear();
            tickets.forEach(ticket -> cluster.later(() -> inRun(thisRun, new NodeEvent.TableFlushed(ticket))));
        }
    }

    /** The disk keeps the first records of the journal only; what the table has must be among them. */
    void loseJournalAfter(int records) {
        journal.subList(records, journal.size()).clear();
        trust = Trust.SUSPECT;
    }

    /** The node comes back on the same disk with nothing on it, as after {@code ordinal node --rebuild}. */
    void loseEverything() {
        loseJournalAfter(0);
        table.clear();
    }

    /** From now on the journal no longer gives back log records that it has. */
    void forgetJournalledLog() {
        journalKeptFrom = journal.size();
    }

    @Nullable
    ClientReply read(ReplyTo to, ReadRequest request, boolean waited) {
        RangeId range = cluster.map().rangeOf(request.key().token()).id();
        ReadPermit begun = permits.get(range);
        Reads.Outcome outcome =
                Reads.begin(begun, request, cluster.nowNanos, cluster.map().version(), waited);
        if (outcome instanceof Reads.FromTable) {
            outcome = Reads.finish(
                    begun, permits.get(range), request, table.read(range, request.key()), cluster.nowNanos, waited);
        }
        if (outcome instanceof Reads.Answer answer) {
            return answer.reply();
        } else if (outcome instanceof Reads.Refusal refusal) {
            return refusal.notServed();
        } else if (outcome instanceof Reads.Expired expired) {
            event(new NodeEvent.ExpiryMet(to, request, expired.sequence()));
            return null;
        }
        event(new NodeEvent.Asked(to, request));
        return null;
    }

    private void carryOut(NodeEffect effect) {
        int thisRun = run;
        if (effect instanceof NodeEffect.Send send) {
            cluster.send(id(), send.to(), send.message());
        } else if (effect instanceof NodeEffect.Reply reply) {
            cluster.replies.put(reply.to().correlation(), reply.reply());
        } else if (effect instanceof NodeEffect.Append append) {
            write(append.ticket(), append.records());
        } else if (effect instanceof NodeEffect.Roll roll) {
            write(roll.ticket(), roll.state());
        } else if (effect instanceof NodeEffect.Apply apply) {
            unapplied.add(apply);
            applyToTable();
        } else if (effect instanceof NodeEffect.FlushTable flush) {
            unflushed.add(flush.ticket());
            applyToTable();
        } else if (effect instanceof NodeEffect.Publish publish) {
            publish(publish);
        } else if (effect instanceof NodeEffect.ReadEntry read) {
            cluster.later(() -> inRun(thisRun, new NodeEvent.EntryRead(read.ticket(), table.entries.get(read.key()))));
        } else if (effect instanceof NodeEffect.ReadLog read) {
            cluster.later(() -> inRun(thisRun, readLog(read)));
        } else if (effect instanceof NodeEffect.ReadCopy read) {
            cluster.later(() -> inRun(thisRun, readCopy(read)));
        } else if (effect instanceof NodeEffect.Digest digest) {
            if (digestsStall) {
                stalledDigests.add(digest);
            } else {
                cluster.later(() -> inRun(thisRun, digest(digest)));
            }
        } else if (effect instanceof NodeEffect.FindTombstones find) {
            cluster.later(() -> inRun(
                    thisRun,
                    new NodeEvent.TombstonesFound(
                            find.ticket(),
                            table.tombstones(find.tokens(), find.upToSequence(), find.after(), find.maxVisited()))));
        } else if (effect instanceof NodeEffect.ReadAgain again) {
            ClientReply reply = read(again.to(), again.request(), true);
            if (reply != null) {
                cluster.replies.put(again.to().correlation(), reply);
            }
        } else if (effect instanceof NodeEffect.ReadOnly readOnly) {
            readOnlyWhy = readOnly.why();
        } else if (effect instanceof NodeEffect.Room room) {
            toldRoom = room.there();
        } else if (effect instanceof NodeEffect.HandedOver) {
            handedOver = true;
        } else if (effect instanceof NodeEffect.SuspicionNoted) {
            trust = Trust.WHOLE;
        } else if (effect instanceof NodeEffect.FailStop failStop) {
            throw new AssertionError(id() + " stopped: " + failStop.why());
        }
    }

    private void publish(NodeEffect.Publish publish) {
        ReadPermit permit = publish.permit();
        if (permit == null) {
            permits.remove(publish.range());
        } else {
            permits.put(publish.range(), permit);
        }
    }

    private void write(long ticket, List<JournalRecord> records) {
        unforced.addAll(records);
        unforcedTickets.add(ticket);
        int thisRun = run;
        cluster.later(() -> {
            if (run == thisRun && core != null && !diskStalls) {
                force();
            }
        });
    }

    private void inRun(int expected, NodeEvent event) {
        if (run == expected) {
            event(event);
        }
    }

    private NodeEvent readLog(NodeEffect.ReadLog read) {
        List<LogRecord> chain = new ArrayList<>();
        Position last = read.after();
        long bytes = 0;
        for (JournalRecord record : journal.subList(journalKeptFrom, journal.size())) {
            if (bytes < read.maxBytes()
                    && record instanceof JournalRecord.Appended appended
                    && appended.range().equals(read.range())
                    && appended.record().previous().equals(last)) {
                chain.add(appended.record());
                last = appended.record().position();
                bytes += RangeLog.sizeOf(appended.record());
            }
        }
        return new NodeEvent.LogRead(read.ticket(), chain, chain.isEmpty());
    }

    private NodeEvent digest(NodeEffect.Digest asked) {
        TableDigest digest = new TableDigest();
        digest.add(EntryRun.of(table.scan(asked.range(), asked.tokens(), Bytes.EMPTY, null, 1_000, 1_000, 1 << 20)
                .entries()));
        table.retries(asked.range()).forEach(digest::add);
        return new NodeEvent.Digested(
                asked.ticket(), digest.end(table.progress().get(asked.range())));
    }

    /** The table is digested as far as that was wanted. */
    void digest() {
        digestsStall = false;
        List.copyOf(stalledDigests).forEach(asked -> event(digest(asked)));
        stalledDigests.clear();
    }

    private NodeEvent readCopy(NodeEffect.ReadCopy read) {
        Table.Page page = table.scan(
                read.range(),
                cluster.map().ranges().stream()
                        .filter(one -> one.id().equals(read.range()))
                        .findFirst()
                        .orElseThrow()
                        .tokens(),
                Bytes.EMPTY,
                read.after(),
                2,
                100,
                read.maxBytes());
        TableBatch.RangeProgress progress = java.util.Objects.requireNonNull(page.progress());
        Key next = page.next();
        return new NodeEvent.CopyRead(
                read.ticket(),
                progress.applied(),
                progress.logTimeMillis(),
                EntryRun.of(page.entries()),
                next == null ? table.retries(read.range()) : List.of(),
                progress.retryFloor(),
                next);
    }
}
