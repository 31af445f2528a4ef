package io.ordinal.node.netty;

import io.ordinal.node.NodeEffect;
import io.ordinal.node.NodeEvent;
import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.node.TableDigest;
import io.ordinal.node.chronicle.ChronicleJournal;
import io.ordinal.node.chronicle.LogSlice;
import io.ordinal.node.rocksdb.RocksTable;
import io.ordinal.node.rocksdb.TableCopy;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that read journal and table beside the loop: one for what a condition waits for, one for scans, and one
 * for all that may take longer. A failure stops the node. Safe for use by any thread.
 */
final class Readers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Readers.class);
    private static final int MAX_WAITING_SCANS = 256;
    private static final int MAX_WAITING_PAGES = 64;
    private static final int DIGEST_PAGE_BYTES = 256 << 10;

    private final ChronicleJournal journal;
    private final RocksTable table;
    private final Supplier<@Nullable ClusterMap> map;
    private final Consumer<NodeEvent> events;
    private final Consumer<String> onFailure;
    private final CopyDesk copies;
    private final ExecutorService lookups;
    private final ExecutorService bulk;
    private final ExecutorService scans;
    private final AtomicInteger waitingPages = new AtomicInteger();

    Readers(
            String node,
            ChronicleJournal journal,
            RocksTable table,
            Supplier<@Nullable ClusterMap> map,
            Consumer<NodeEvent> events,
            Consumer<String> onFailure) {
        this.journal = journal;
        this.table = table;
        this.map = map;
        this.events = events;
        this.onFailure = onFailure;
        this.copies = new CopyDesk(table);
        this.lookups = Executors.newSingleThreadExecutor(task -> new Thread(task, "lookup-" + node));
        this.bulk = Executors.newSingleThreadExecutor(task -> new Thread(task, "bulk-" + node));
        this.scans = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING_SCANS),
                task -> new Thread(task, "scan-" + node));
    }

    void lookUp(NodeEffect.ReadEntry read) {
        lookups.execute(guarded(() -> events.accept(new NodeEvent.EntryRead(
                read.ticket(), table.read(read.range(), read.key()).entry()))));
    }

    void readLog(NodeEffect.ReadLog read) {
        later(() -> {
            LogSlice slice = journal.readLog(read.range(), read.after(), read.maxBytes());
            events.accept(new NodeEvent.LogRead(read.ticket(), slice.records(), slice.gone()));
        });
    }

    /** Peers ask for a page again when it does not come: what is asked for beyond a bound is not read. */
    void readCopy(NodeEffect.ReadCopy read) {
        if (waitingPages.incrementAndGet() > MAX_WAITING_PAGES) {
            waitingPages.decrementAndGet();
            events.accept(new NodeEvent.NotRead(read.ticket()));
            return;
        }
        later(() -> {
            waitingPages.decrementAndGet();
            TokenRange tokens = tokensOf(read.range());
            events.accept(
                    tokens == null
                            ? new NodeEvent.NotRead(read.ticket())
                            : copies.read(read, tokens, System.nanoTime()));
        });
    }

    /**
     * Digests what a snapshot of the table holds of a range, page by page, so that others get their turn in between.
     */
    void digest(long ticket, TableCopy copy) {
        digest(ticket, copy, null, new TableDigest());
    }

    private void digest(long ticket, TableCopy copy, @Nullable Key after, TableDigest digest) {
        try {
            later(() -> digestPage(ticket, copy, after, digest));
        } catch (RejectedExecutionException e) {
            copy.close(); // the node is closing, and nobody waits for it any more
        }
    }

    private void digestPage(long ticket, TableCopy copy, @Nullable Key after, TableDigest digest) {
        TableCopy.Page page = copy.page(after, DIGEST_PAGE_BYTES);
        digest.add(page.entries());
        page.retries().forEach(digest::add);
        if (page.next() == null) {
            RangeProgress progress = copy.progress();
            copy.close();
            events.accept(new NodeEvent.Digested(ticket, digest.end(progress)));
        } else {
            digest(ticket, copy, page.next(), digest);
        }
    }

    void findTombstones(NodeEffect.FindTombstones find) {
        later(() -> events.accept(new NodeEvent.TombstonesFound(
                find.ticket(), table.tombstones(find.tokens(), find.upToSequence(), find.after(), find.maxVisited()))));
    }

    /** Closes the snapshots of copies that nobody has read from for a while. */
    void giveUpUnusedCopies() {
        later(() -> copies.giveUpUnused(System.nanoTime()));
    }

    /** Runs what may take a while, after what was asked for before. */
    void later(Runnable work) {
        bulk.execute(guarded(work));
    }

    /** Runs a scan; false if too many wait. */
    boolean scan(Runnable scan) {
        try {
            scans.execute(scan);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Ends the reading under way, and drops what waits. */
    @Override
    public void close() {
        scans.shutdownNow();
        lookups.shutdownNow();
        bulk.shutdownNow();
        awaitEnd(scans);
        awaitEnd(lookups);
        awaitEnd(bulk);
        copies.close();
    }

    private static void awaitEnd(ExecutorService executor) {
        try {
            if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("readers of the table did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable TokenRange tokensOf(RangeId range) {
        ClusterMap known = map.get();
        if (known != null) {
            for (RangeAssignment assignment : known.ranges()) {
                if (assignment.id().equals(range)) {
                    return assignment.tokens();
                }
            }
        }
        return null;
    }

    private Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                onFailure.accept(e.getMessage() == null ? e.toString() : e.getMessage());
            }
        };
    }
}
