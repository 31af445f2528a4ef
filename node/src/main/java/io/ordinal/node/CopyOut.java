package io.ordinal.node;

import io.ordinal.protocol.CopyPage;
import io.ordinal.protocol.FetchCopy;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The pages of copies of one range that go to peers. A peer asks for a few at a time: while one is on its way the next is
 * read. Whoever asks again is not sent what was asked for before.
 */
final class CopyOut {
    private final DurableRange durable;
    private final NodeLimits limits;
    private final Turn turn;
    private final CopyPace pace;
    private final Predicate<NodeId> isTarget;
    private final SentToTarget sentToTarget;
    private final Map<NodeId, Long> newestAsk = new TreeMap<>();
    private long asks;
    private boolean closed;

    /** Is told of each page that goes to the target of a move. */
    interface SentToTarget {
        void sent(NodeId peer, CopyPage page);
    }

    /** @param isTarget whether a peer is the target of a move: what goes there is held back by the pace of moves */
    CopyOut(
            DurableRange durable,
            NodeLimits limits,
            Turn turn,
            CopyPace pace,
            Predicate<NodeId> isTarget,
            SentToTarget sentToTarget) {
        this.durable = durable;
        this.limits = limits;
        this.turn = turn;
        this.pace = pace;
        this.isTarget = isTarget;
        this.sentToTarget = sentToTarget;
    }

    void asked(NodeId peer, FetchCopy fetch) {
        long ask = ++asks;
        newestAsk.put(peer, ask);
        next(new Pages(peer, fetch, ask), fetch.after(), Math.min(fetch.pages(), FetchCopy.MAX_PAGES));
    }

    /** The replica leaves the node, or is no more: nothing of it is sent from here on. */
    void close() {
        closed = true;
    }

    /** What one message asked for. */
    private record Pages(NodeId peer, FetchCopy fetch, long ask) {}

    private void next(Pages pages, @Nullable Key after, int left) {
        if (isTarget.test(pages.peer())) {
            pace.ask(durable.range(), pages.peer(), () -> read(pages, after, left));
        } else {
            read(pages, after, left);
        }
    }

    private void read(Pages pages, @Nullable Key after, int left) {
        if (durable.copying() || !isNewest(pages)) {
            return;
        }
        long copiesBegun = durable.copiesBegun();
        FetchCopy fetch = pages.fetch();
        int maxBytes = Math.min(fetch.maxBytes(), limits.messageBytes());
        turn.readCopy(durable.range(), pages.peer(), fetch.copy(), after, maxBytes, read -> {
            if (closed || durable.copiesBegun() != copiesBegun) {
                return; // what was read may be a mixture
            }
            send(pages, after, read);
            Key next = read.next();
            if (next != null && left > 1 && isNewest(pages)) {
                next(pages, next, left - 1);
            }
        });
    }

    private boolean isNewest(Pages pages) {
        return !closed && newestAsk.getOrDefault(pages.peer(), 0L) == pages.ask();
    }

    private void send(Pages pages, @Nullable Key after, NodeEvent.CopyRead read) {
        CopyPage page = new CopyPage(
                durable.range(),
                pages.fetch().epoch(),
                pages.fetch().copy(),
                read.asOf(),
                read.logTimeMillis(),
                durable.history().starts(),
                after,
                read.entries(),
                read.retries(),
                read.retryFloor(),
                read.next());
        turn.send(pages.peer(), page);
        if (isTarget.test(pages.peer())) {
            pace.sent(page.entries().length());
            sentToTarget.sent(pages.peer(), page);
        }
    }
}
