package io.ordinal.node;

import io.ordinal.protocol.FetchLog;
import io.ordinal.protocol.LogPage;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.NewEpoch;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.Promised;
import io.ordinal.ring.NodeId;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A replica that the cluster map has made leader and that does not serve yet: it fences lower epochs, finds the longest
 * log among a majority, and completes its own from it.
 */
final class TakingOver implements Role {
    private final DurableRange durable;
    private final NodeId self;
    private final long epoch;
    private final Quorum quorum;
    private final NodeTimes times;
    private final NodeLimits limits;
    private final Turn turn;
    private final Map<NodeId, Promised> promises = new TreeMap<>();
    private long askedNanos = Long.MIN_VALUE;
    private @Nullable NodeId source;
    private @Nullable NodeId silent;
    private long heardNanos;
    private final long beganNanos;
    private boolean needsCopy;

    TakingOver(
            DurableRange durable,
            NodeId self,
            long epoch,
            Quorum quorum,
            NodeTimes times,
            NodeLimits limits,
            Turn turn) {
        this.durable = durable;
        this.self = self;
        this.epoch = epoch;
        this.quorum = quorum;
        this.times = times;
        this.limits = limits;
        this.turn = turn;
        this.beganNanos = turn.nowNanos();
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public String shown() {
        return "taking-over";
    }

    @Override
    public NodeId leader() {
        return self;
    }

    Map<NodeId, Promised> promises() {
        return promises;
    }

    /** The highest number any of those who promised had accepted as closed: the new epoch assigns above it only. */
    long closedFloor() {
        return promises.values().stream()
                .mapToLong(Promised::acceptedClosed)
                .max()
                .orElse(0);
    }

    /** The peer whose journal no longer reaches back far enough, so that a copy is wanted from it. */
    @Nullable
    NodeId wantsCopyFrom() {
        return needsCopy ? source : null;
    }

    void promised(NodeId from, Promised promised) {
        boolean wasFenced = isFenced();
        promises.putIfAbsent(from, promised);
        if (!wasFenced && isFenced()) {
            // What the longest log has more is fetched now, not when it is time to ask again.
            askedNanos = Long.MIN_VALUE;
        }
    }

    /** Whether a majority has promised and the own log is as long as the longest of theirs. */
    boolean isComplete() {
        Position last = durable.log().last();
        return isFenced()
                && promises.entrySet().stream()
                        .noneMatch(each -> !each.getKey().equals(self)
                                && each.getValue().last().isAfter(last));
    }

    void tick(Voter voter) {
        long nowNanos = turn.nowNanos();
        if (askedNanos != Long.MIN_VALUE && nowNanos - askedNanos < times.resendNanos()) {
            return;
        }
        askedNanos = nowNanos;
        long patienceNanos = needsCopy ? 30 * times.resendNanos() : times.silenceNanos();
        if (source != null && nowNanos - heardNanos > patienceNanos) {
            lost(source);
        }
        for (NodeId member : quorum.everybody()) {
            if (!promises.containsKey(member)) {
                if (member.equals(self)) {
                    voter.ask(self, epoch);
                } else {
                    turn.send(member, new NewEpoch(durable.range(), epoch));
                }
            }
        }
        if (isFenced() && !needsCopy) {
            if (!isComplete()) {
                fetch();
            } else if (durable.copying()) {
                // The log is whole, but a copy from somebody who is gone has made a mixture of the table.
                takeFrom(longest());
                needsCopy = true;
            }
        }
    }

    /** Asks the holder of the longest log for what follows the last common position. */
    void fetch() {
        NodeId holder = longest();
        if (!holder.equals(source)) {
            takeFrom(holder);
            Promised longest = promises.get(holder);
            // What is committed is in the longest log, even if its holder has lost where an epoch of it began.
            Position common = Position.max(
                    durable.commit(),
                    durable.history().lastCommon(durable.log().last(), longest.history(), longest.last()));
            if (durable.log().last().isAfter(common)) {
                note(new JournalRecord.Cut(durable.range(), common));
            }
        }
        askedNanos = turn.nowNanos();
        turn.send(holder, new FetchLog(durable.range(), epoch, durable.log().last(), limits.messageBytes()));
    }

    private void takeFrom(NodeId holder) {
        source = holder;
        heardNanos = turn.nowNanos();
    }

    /** The source is alive. */
    void heard(NodeId from) {
        if (from.equals(source)) {
            heardNanos = turn.nowNanos();
        }
    }

    void fetched(NodeId from, LogPage page) {
        heard(from);
        if (!from.equals(source) || !page.after().equals(durable.log().last())) {
            return;
        }
        if (page.gone()) {
            needsCopy = true;
            return;
        }
        for (LogRecord record : page.records()) {
            if (!record.previous().equals(durable.log().last())) {
                return;
            }
            note(new JournalRecord.Appended(durable.range(), record));
        }
        if (!isComplete()) {
            fetch();
        }
    }

    /** The copy that was wanted is in the table; the log goes on from there. */
    void copied() {
        needsCopy = false;
        source = null;
        askedNanos = Long.MIN_VALUE;
    }

    /** The peer that was fetched from is lost: its promise, and what it has, count again when it promises again. */
    void lost(NodeId peer) {
        if (peer.equals(source) && (needsCopy || !isComplete())) {
            promises.remove(peer);
            silent = peer;
            source = null;
            needsCopy = false;
        }
    }

    /** Whether no majority has promised for so long that writes are better refused for it than asked to wait. */
    boolean hasFoundNoQuorum() {
        return !isFenced() && turn.nowNanos() - beganNanos > times.refuseNanos();
    }

    boolean isFenced() {
        return promises.containsKey(self) && quorum.reachedBy(promises::containsKey);
    }

    /** Who of the others has the longest log; among equals not the one that fell silent before. */
    private NodeId longest() {
        return promises.entrySet().stream()
                .filter(each -> !each.getKey().equals(self))
                .max(Comparator.<Map.Entry<NodeId, Promised>, Position>comparing(
                                each -> each.getValue().last())
                        .thenComparing(each -> !each.getKey().equals(silent)))
                .orElseThrow(() -> new Invariant.Broken("a log is taken from nobody"))
                .getKey();
    }

    private void note(JournalRecord.OfRange fact) {
        durable.apply(fact);
        turn.append(fact);
    }
}
