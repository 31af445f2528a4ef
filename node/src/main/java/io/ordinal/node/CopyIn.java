package io.ordinal.node;

import io.ordinal.protocol.CopyPage;
import io.ordinal.protocol.FetchCopy;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.Position;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a range being laid over what this replica has, page by page, higher number wins. A few pages are asked for
 * at a time, and more of them while the table still has the last ones to apply, so that neither end waits for the
 * other. Each page says everything of the keys between the page before and its own end: what this replica has there and
 * the source has not was deleted and purged, and goes. Until the copy is whole nothing of it counts: the log stays what
 * it was, and nothing is applied or read.
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
    private final Turn turn;
    private final Flow flow;
    private final Runnable whenWhole;
    private @Nullable Key after;
    private long askedNanos;

    /** Of those that came; 0 before any has. */
    private int largestPageBytes;

    /** Pages that were asked for and have not come. */
    private int awaited;

    /** Those that came before the one that they follow on, by where they begin. */
    private final Map<Key, CopyPage> early = new HashMap<>();

    /** Pages that the table has not applied yet, those of a copy that was begun anew among them. */
    private int unapplied;

    private boolean mayAsk;
    private boolean whole;
    private boolean abandoned;

    CopyIn(
            DurableRange durable,
            RetryMemory retries,
            Applier applier,
            NodeId source,
            long epoch,
            NodeTimes times,
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
        this.turn = turn;
        this.flow = flow;
        this.whenWhole = whenWhole;
        if (!durable.copying()) {
            JournalRecord.CopyBegun begun = new JournalRecord.CopyBegun(durable.range());
            durable.apply(begun);
            turn.append(begun);
        }
        // A page that becomes a file of the table waits until nothing near its keys is left in memory, and everything
        // that
        // is applied waits with it. So the table is flushed before anything comes.
        turn.whenDurable(() -> turn.whenFlushed(() -> {
            mayAsk = true;
            askOn();
        }));
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

    /** It is given up, or the replica leaves the node: nothing of the copy counts, whatever of it is under way. */
    void abandon() {
        abandoned = true;
        whole = true;
    }

    void tick() {
        boolean isOverdue = turn.nowNanos() - askedNanos >= 10 * times.resendNanos();
        if (mayAsk && !whole && isOverdue && unapplied < window()) {
            ask();
        }
    }

    void take(NodeId from, CopyPage page) {
        if (whole || !from.equals(source) || page.copy() != copy || page.epoch() != epoch) {
            return;
        }
        if (isBehind(page)) {
            return; // it was asked for twice, or came twice, and has been counted
        }
        awaited = Math.max(0, awaited - 1);
        Key begin = page.after();
        if (begin != null && !begin.equals(after)) {
            if (early.size() < FetchCopy.MAX_PAGES) {
                early.put(begin, page);
            }
            askOn(); // one before it was lost, or comes later
            return;
        }
        for (CopyPage next = page; next != null && !whole; next = early.remove(after)) {
            if (asOf != null && !asOf.equals(next.asOf())) {
                // The source has lost its snapshot: pages of two of them would miss what happened between.
                beginAnew();
            } else if (goesOn(next)) {
                layOver(next);
            } else {
                return; // no node that works sends such a page: the timer asks again
            }
        }
        askOn();
    }

    private void layOver(CopyPage page) {
        asOf = page.asOf();
        largestPageBytes = Math.max(largestPageBytes, page.entries().length());
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
            askedNanos = turn.nowNanos();
            unapplied++;
            turn.whenApplied(() -> {
                unapplied--;
                askOn();
            });
        }
    }

    /** Whether the page begins before the end of what came already. */
    private boolean isBehind(CopyPage page) {
        Key begin = page.after();
        return after != null && (begin == null || durable.tokens().order().compare(begin, after) < 0);
    }

    /** Whether the page ends in the range, behind its beginning. */
    private boolean goesOn(CopyPage page) {
        Key next = page.next();
        return next == null
                || (durable.tokens().contains(next.token())
                        && (after == null || durable.tokens().order().compare(next, after) > 0));
    }

    /** Asks for more if all that was asked for has come, and the table is not behind. */
    private void askOn() {
        if (mayAsk && !whole && awaited == 0 && unapplied < window()) {
            ask();
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
        turn.whenFlushed(() -> {
            if (abandoned) {
                return;
            }
            JournalRecord.Copied copied = new JournalRecord.Copied(
                    durable.range(),
                    page.asOf(),
                    page.logTimeMillis(),
                    page.history().stream()
                            .filter(start -> start.epoch() <= page.asOf().epoch())
                            .toList());
            durable.apply(copied);
            turn.append(copied);
            if (!isAhead) {
                applier.copied(page.asOf());
            }
            turn.whenDurable(() -> {
                if (!abandoned) {
                    whenWhole.run();
                }
            });
        });
    }

    private void takeRetries(CopyPage page) {
        turn.change(new TableBatch.Forget(durable.range(), Long.MAX_VALUE));
        retries.replaceBy(page.retries(), page.retryFloor());
        if (!page.retries().isEmpty()) {
            turn.change(new TableBatch.Remember(durable.range(), page.retries()));
        }
    }

    private void beginAnew() {
        copy = Math.max(copy + 1, turn.nowNanos());
        asOf = null;
        after = null;
        awaited = 0;
        early.clear();
    }

    /** How many pages may be asked for at a time. Before the first has come, they are expected to be as large as any value. */
    private int window() {
        return flow.copyPages(largestPageBytes == 0 ? Operation.Put.MAX_VALUE_LENGTH_BYTES : largestPageBytes);
    }

    private void ask() {
        askedNanos = turn.nowNanos();
        if (!flow.diskHasRoom()) {
            return; // asked for again by the timer
        }
        early.clear(); // they come again, and are counted then
        awaited = window();
        turn.send(source, new FetchCopy(durable.range(), epoch, copy, after, flow.copyPageBytes(), awaited));
    }
}
