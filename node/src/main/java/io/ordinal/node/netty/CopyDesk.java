package io.ordinal.node.netty;

import io.ordinal.node.NodeEffect;
import io.ordinal.node.NodeEvent;
import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.node.rocksdb.RocksTable;
import io.ordinal.node.rocksdb.TableCopy;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The snapshots that peers copy ranges from: opened with the first page, given up when unused. Confined to one thread. */
final class CopyDesk implements AutoCloseable {
    private static final long UNUSED_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MAX_OPEN = 8;

    private final RocksTable table;
    private final Map<Name, Open> open = new HashMap<>();

    private record Name(RangeId range, NodeId peer, long copy) {}

    private record Open(TableCopy copy, long usedNanos) {}

    CopyDesk(RocksTable table) {
        this.table = table;
    }

    /** The page that was asked for; {@link NodeEvent.NotRead} if it cannot be had now. */
    NodeEvent read(NodeEffect.ReadCopy asked, TokenRange tokens, long nowNanos) {
        giveUpUnused(nowNanos);
        Name name = new Name(asked.range(), asked.forPeer(), asked.copy());
        Open found = open.get(name);
        if (found == null && open.size() >= MAX_OPEN) {
            return new NodeEvent.NotRead(asked.ticket());
        }
        TableCopy copy = found == null ? table.openCopy(asked.range(), tokens) : found.copy();
        open.put(name, new Open(copy, nowNanos));
        RangeProgress progress = copy.progress();
        if (progress == null) {
            return new NodeEvent.NotRead(asked.ticket());
        }
        TableCopy.Page page = copy.page(asked.after(), asked.maxBytes());
        return new NodeEvent.CopyRead(
                asked.ticket(),
                progress.applied(),
                progress.logTimeMillis(),
                page.entries(),
                page.retries(),
                progress.retryFloor(),
                page.next());
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
            if (nowNanos - copy.usedNanos() > UNUSED_NANOS) {
                copy.copy().close();
                each.remove();
            }
        }
    }
}
