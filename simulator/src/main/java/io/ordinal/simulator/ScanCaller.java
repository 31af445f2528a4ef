package io.ordinal.simulator;

import io.ordinal.client.ClientEvent;
import io.ordinal.client.ScanOutcome;
import io.ordinal.client.ScanQuery;
import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Bytes;
import io.ordinal.simulator.check.ScanPage;
import io.ordinal.simulator.cluster.SimClient;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.RarePath;
import io.ordinal.simulator.world.RarePaths;
import io.ordinal.simulator.world.Scheduler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Scans all keys, page after page, and writes down what it got. One scan at a time; one that fails is left there. */
final class ScanCaller {
    private final SimClient client;
    private final Scheduler scheduler;
    private final Chance chance;
    private final List<ScanPage> pages;
    private final RarePaths rarePaths;
    private final Runnable then;
    private boolean busy;

    ScanCaller(
            SimClient client,
            Scheduler scheduler,
            Chance chance,
            List<ScanPage> pages,
            RarePaths rarePaths,
            Runnable then) {
        this.client = client;
        this.scheduler = scheduler;
        this.chance = chance;
        this.pages = pages;
        this.rarePaths = rarePaths;
        this.then = then;
    }

    boolean isBusy() {
        return busy;
    }

    void begin(ReadMode mode, long patienceNanos) {
        busy = true;
        page(chance.bits(), new ScanQuery(Bytes.EMPTY, 1 + chance.below(6), mode, null), patienceNanos);
    }

    private void page(long scan, ScanQuery query, long patienceNanos) {
        long invoked = scheduler.nowNanos();
        client.start(new ClientEvent.StartScan(query, patienceNanos, outcome -> {
            if (!(outcome instanceof ScanOutcome.Page page)) {
                end();
                return;
            }
            @Nullable String cursor = page.cursor();
            pages.add(new ScanPage(
                    scan,
                    query.mode(),
                    invoked,
                    scheduler.nowNanos(),
                    page.entries(),
                    page.asOfSequence(),
                    cursor == null));
            if (cursor == null) {
                end();
            } else {
                rarePaths.took(RarePath.SCAN_RESUMED);
                page(scan, query.from(cursor), patienceNanos);
            }
        }));
    }

    private void end() {
        busy = false;
        then.run();
    }
}
