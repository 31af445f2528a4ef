package io.ordinal.client;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.ClientRequest;
import io.ordinal.protocol.Entry;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.ScanReply;
import io.ordinal.protocol.ScanRequest;
import io.ordinal.ring.Key;
import io.ordinal.ring.TokenRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A page of a scan: walks the ring from token 0 upward, a part of a range at a time, until the page is full or its time
 * is up. A range that wraps around zero is met twice: its end first, its beginning last.
 *
 * <pre>
 *   token 0 |==r1=]==r2=====]==r3==]==r1==| highest      r1 wraps: asked for (highest, end] and for (start, highest]
 * </pre>
 */
final class PendingScan extends Pending {
    private static final long HIGHEST_TOKEN = -1;
    private static final long MAX_PAGE_BYTES = 4 << 20;

    private final ScanQuery query;
    private final Consumer<ScanOutcome> to;
    private final long pageEndsNanos;
    private final List<Entry> entries = new ArrayList<>();
    private long bytes;
    private long asOfSequence = Long.MAX_VALUE;
    /** How far the walk has come; null at its beginning, and when {@link #finished}. */
    private @Nullable ScanCursor position;

    private boolean finished;
    /** What was asked for last: another route may be looked up before the answer comes. */
    private TokenRange part = TokenRange.WHOLE_RING;

    PendingScan(ScanQuery query, long nowNanos, long deadlineNanos, Consumer<ScanOutcome> to) {
        super(deadlineNanos);
        this.query = query;
        this.to = to;
        this.position = query.cursor() == null ? null : ScanCursor.parse(query.cursor());
        this.pageEndsNanos =
                nowNanos + Math.min(OrdinalClient.SCAN_PAGE_TIME.toNanos(), (deadlineNanos - nowNanos) / 2);
    }

    @Override
    @Nullable
    Peer route(KnownCluster cluster, long nowNanos) {
        return routeTo(cluster, nextToken(), atLeader(), nowNanos);
    }

    private long nextToken() {
        return position == null ? 0 : position.nextToken();
    }

    private boolean atLeader() {
        return query.mode() instanceof ReadMode.Linearizable;
    }

    @Override
    ClientRequest request(long nowNanos) {
        if (range == null) {
            throw new IllegalStateException("a scan is asked for before its range was found");
        }
        long end = range.tokens().endInclusive();
        part = new TokenRange(nextToken() - 1, Long.compareUnsigned(nextToken(), end) <= 0 ? end : HIGHEST_TOKEN);
        Key after = position == null ? null : position.key();
        int limit = query.limit() - entries.size();
        return new ScanRequest(range.id(), part, query.prefix(), after, limit, query.mode());
    }

    @Override
    Step answered(Call call, ClientReply reply, long nowNanos) {
        if (call != awaited) {
            return Step.STAY;
        }
        if (!(reply instanceof ScanReply page) || !fits(page)) {
            note(call, reply);
            return Step.RETRY;
        }
        for (Entry entry : page.entries()) {
            entries.add(entry);
            bytes += entry.key().bytes().length() + entry.value().length();
        }
        asOfSequence = Math.min(asOfSequence, page.asOfSequence());
        if (page.next() != null) {
            position = ScanCursor.after(page.next());
        } else if (part.endInclusive() == HIGHEST_TOKEN) {
            position = null;
            finished = true;
        } else {
            position = ScanCursor.through(part.endInclusive());
        }
        tries = 0;
        rests = 0;
        boolean full = entries.size() >= query.limit() || bytes >= MAX_PAGE_BYTES;
        return finished || full || nowNanos - pageEndsNanos >= 0 ? Step.DONE : Step.AGAIN;
    }

    /** Whether the page is of the part that was asked for, in order, not too long, and goes forward. */
    private boolean fits(ScanReply page) {
        if (page.entries().size() > query.limit() - entries.size()) {
            return false;
        }
        Key last = position == null ? null : position.key();
        for (Entry entry : page.entries()) {
            if (!isNext(last, entry.key()) || !entry.key().bytes().startsWith(query.prefix())) {
                return false;
            }
            last = entry.key();
        }
        return page.next() == null
                || (part.contains(page.next().token())
                        && (last == null || page.next().compareTo(last) >= 0)
                        && (position == null || !page.next().equals(position.key())));
    }

    private boolean isNext(@Nullable Key last, Key key) {
        return part.contains(key.token()) && (last == null || key.compareTo(last) > 0);
    }

    @Override
    Step broken(Call call, boolean mayHaveArrived, String reason) {
        note(Refusal.NO_ANSWER, call.peer.address + ": " + reason);
        return atLeader() || !hasUntriedReplica() ? Step.RETRY : Step.AGAIN;
    }

    @Override
    ClientEffect giveUp() {
        boolean moved = asOfSequence != Long.MAX_VALUE;
        return moved ? outcome() : new ClientEffect.Ended<>(to, new ScanOutcome.Failed(refusal, why, query.cursor()));
    }

    @Override
    ClientEffect outcome() {
        String cursor = finished || position == null ? null : position.format();
        return new ClientEffect.Ended<>(to, new ScanOutcome.Page(entries, cursor, asOfSequence));
    }
}
