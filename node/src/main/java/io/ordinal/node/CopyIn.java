package io.ordinal.node;

import io.ordinal.protocol.CopyPage;
import io.ordinal.protocol.FetchCopy;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a range being laid over what this replica has, page by page, higher number wins. Each page says everything
 * of the keys between the page before and its own end: what this replica has there and the source has not was deleted
 * and purged, and goes. Until the copy is whole nothing of it counts: the log stays what it was, and nothing is applied
 * or read.
 */
final class CopyIn {
    private final DurableRange durable;
    private final RetryMemory retries;
    private final Applier applier;
    private final NodeId source;
    private final long epoch;
    private long copy;
    private @Nullable Position asOf;
    private final NodeTimes times;
    private final NodeLimits limits;
    private final Turn turn;
    private final Flow flow;
    private final Runnable whenWhole;
    private @Nullable Key after;
    private long askedNanos;
    private boolean whole;
    private boolean abandoned;

    CopyIn(
            DurableRange durable,
            RetryMemory retries,
            Applier applier,
            NodeId source,
            long epoch,
            NodeTimes times,
            NodeLimits limits,
            Turn turn,
            Flow flow,
            Runnable whenWhole) {
        this.durable = durable;
        this.retries = retries;
        this.applier = applier;
        this.source = source;
        this.epoch = epoch;
        this.copy = turn.nowNanos();
        this.times = times;
        this.limits = limits;
        this.turn = turn;
        this.flow = flow;
        this.whenWhole = whenWhole;
        if (!durable.copying()) {
            JournalRecord.CopyBegun begun = new JournalRecord.CopyBegun(durable.range());
            durable.apply(begun);
            turn.append(begun);
        }
        turn.whenDurable(this::ask);
        askedNanos = turn.nowNanos();
    }

    NodeId source() {
        return source;
    }

    long epoch() {
        return epoch;
    }

    /** Whether all pages are in, so that it cannot be given up any more: its end is on the way to table and journal. */
    boolean isWhole() {
        return whole;
    }

    /** The replica leaves the node: nothing of the copy counts, whatever of it is under way. */
    void abandon() {
        abandoned = true;
        whole = true;
    }

    void tick() {
        if (!whole && turn.nowNanos() - askedNanos >= 10 * times.resendNanos()) {
            ask();
        }
    }

    void take(NodeId from, CopyPage page) {
        if (whole || !from.equals(source) || page.copy() != copy || page.epoch() != epoch) {
            return;
        }
        if (!Objects.equals(page.after(), after)) {
            return; // it was asked for twice, or came twice
        }
        if (asOf != null && !asOf.equals(page.asOf())) {
            // The source has lost its snapshot: pages of two of them would miss what happened between.
            beginAnew();
            return;
        }
        asOf = page.asOf();
        if (isAhead(page)) {
            // The table is what it was, and stays ahead. Of what has been purged since, nothing must come back.
            finish(page, true);
            return;
        }
        turn.change(new TableBatch.LayOver(
                durable.tokens(),
                after,
                page.next(),
                page.entries(),
                page.asOf().sequence()));
        after = page.next();
        if (after == null) {
            finish(page, false);
        } else {
            long asked = copy;
            turn.whenApplied(() -> {
                if (asked == copy) {
                    ask();
                }
            });
            askedNanos = turn.nowNanos();
        }
    }

    /** Whether the source is behind what this replica had before. */
    private boolean isAhead(CopyPage page) {
        return applier.handedOut().isAfter(page.asOf()) && durable.log().reaches(applier.handedOut());
    }

    private void finish(CopyPage page, boolean isAhead) {
        whole = true;
        if (!isAhead) {
            takeRetries(page);
            applier.progress(page.asOf(), page.logTimeMillis());
        }
        turn.flushTable();
        turn.whenApplied(() -> {
            if (abandoned) {
                return;
            }
            boolean logGoesOn = durable.log().reaches(page.asOf());
            JournalRecord.Copied copied = new JournalRecord.Copied(
                    durable.range(),
                    page.asOf(),
                    page.history().stream()
                            .filter(start -> start.epoch() <= page.asOf().epoch())
                            .toList());
            durable.apply(copied);
            if (!logGoesOn) {
                durable.log().restartAt(page.asOf(), page.logTimeMillis());
            }
            turn.append(copied);
            if (!isAhead) {
                applier.copied(page.asOf());
            }
            turn.whenDurable(whenWhole);
        });
    }

    private void takeRetries(CopyPage page) {
        turn.change(new TableBatch.Forget(durable.range(), Long.MAX_VALUE));
        retries.replaceBy(page.retries(), page.retryFloor());
        for (RetryRecord retry : page.retries()) {
            turn.change(new TableBatch.Remember(durable.range(), retry));
        }
    }

    private void beginAnew() {
        copy = Math.max(copy + 1, turn.nowNanos());
        asOf = null;
        after = null;
        ask();
    }

    private void ask() {
        askedNanos = turn.nowNanos();
        if (!flow.diskHasRoom()) {
            return; // asked for again by the timer
        }
        turn.send(source, new FetchCopy(durable.range(), epoch, copy, after, limits.messageBytes()));
    }

    /** Answers one page of a copy to a peer. */
    static void serve(
            DurableRange durable,
            NodeId peer,
            FetchCopy fetch,
            NodeLimits limits,
            Turn turn,
            BiConsumer<NodeId, CopyPage> whenSent) {
        if (durable.copying()) {
            return;
        }
        int maxBytes = Math.min(fetch.maxBytes(), limits.messageBytes());
        turn.readCopy(durable.range(), peer, fetch.copy(), fetch.after(), maxBytes, read -> {
            Position asOf = read.asOf();
            CopyPage page = new CopyPage(
                    durable.range(),
                    fetch.epoch(),
                    fetch.copy(),
                    asOf,
                    read.logTimeMillis(),
                    durable.history().starts(),
                    fetch.after(),
                    read.entries(),
                    read.retries(),
                    read.retryFloor(),
                    read.next());
            turn.send(peer, page);
            whenSent.accept(peer, page);
        });
    }
}
