package io.ordinal.node.netty;

import io.ordinal.node.NodeEffect;
import io.ordinal.node.NodeEvent;
import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.node.rocksdb.RocksTable;
import io.ordinal.node.rocksdb.TableCopy;
import io.ordinal.ring.MoveSettings;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The snapshots that peers copy ranges from: opened with the first page, given up when unused, or when another is
 * wanted and the peer has had the last page of this one. Confined to one thread.
 */
final class CopyDesk implements AutoCloseable {
    private static final long UNUSED_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long RESTING_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** As many as a node may give ranges at a time: a copy that waited for a snapshot would seem to get nowhere. */
    private static final int MAX_OPEN = MoveSettings.MOST_MOVES_PER_NODE;

    private final RocksTable table;
    private final Map<Name, Open> open = new HashMap<>();

    private record Name(RangeId range, NodeId peer, long copy) {}

    /** @param isRead whether the last page was read: it may be asked for again, but then a new copy will do as well */
    private record Open(TableCopy copy, long usedNanos, boolean isRead) {}

    CopyDesk(RocksTable table) {
        this.table = table;
    }

    /** The page that was asked for; {@link NodeEvent.NotRead} if it cannot be had now. */
    NodeEvent read(NodeEffect.ReadCopy asked, TokenRange tokens, long nowNanos) {
        giveUpUnused(nowNanos);
        Name name = new Name(asked.range(), asked.forPeer(), asked.copy());
        Open found = open.get(name);
        if (found == null && !makeRoomFor(name)) {
            return new NodeEvent.NotRead(asked.ticket());
        }
        TableCopy copy = found == null ? table.openCopy(asked.range(), tokens) : found.copy();
        RangeProgress progress = copy.progress();
        if (progress == null) {
            copy.close(); // nothing is there yet, and whoever asks again is to see what has come since
            return new NodeEvent.NotRead(asked.ticket());
        }
        TableCopy.Page page = copy.page(asked.after(), asked.maxBytes());
        open.put(name, new Open(copy, nowNanos, page.next() == null));
        return new NodeEvent.CopyRead(
                asked.ticket(),
                progress.applied(),
                progress.logTimeMillis(),
                page.entries(),
                page.retries(),
                progress.retryFloor(),
                page.next());
    }

    /** Closes what the peer has given up for this one, and if there is still no room what was read to its end first. */
    private boolean makeRoomFor(Name name) {
        List<Name> superseded = open.keySet().stream()
                .filter(other ->
                        other.range().equals(name.range()) && other.peer().equals(name.peer()))
                .toList();
        superseded.forEach(this::close);
        if (open.size() >= MAX_OPEN) {
            open.entrySet().stream()
                    .filter(each -> each.getValue().isRead())
                    .min((a, b) ->
                            Long.signum(a.getValue().usedNanos() - b.getValue().usedNanos()))
                    .map(Map.Entry::getKey)
                    .ifPresent(this::close);
        }
        return open.size() < MAX_OPEN;
    }

    private void close(Name name) {
        Open closed = open.remove(name);
        if (closed != null) {
            closed.copy().close();
        }
    }

    @Override
    public void close() {
        open.values().forEach(each -> each.copy().close());
        open.clear();
    }

    /** Closes the snapshots that nobody has read from for a minute. A page may be asked for again until then. */
    void giveUpUnused(long nowNanos) {
        for (Iterator<Open> each = open.values().iterator(); each.hasNext(); ) {
            Open copy = each.next();
            long unusedNanos = nowNanos - copy.usedNanos();
            if (unusedNanos > UNUSED_NANOS) {
                copy.copy().close();
                each.remove();
            } else if (unusedNanos > RESTING_NANOS) {
                copy.copy().rest();
            }
        }
    }
}
