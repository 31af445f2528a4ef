package io.ordinal.launcher.load;

import io.ordinal.client.OrdinalClient;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Begins operations at a fixed rate, each when its time has come, whether those before have ended or not: as callers do
 * who know nothing of each other. Latency counts from the scheduled time, so that a stall shows in all that it delayed
 * and not in one operation alone.
 *
 * <p>A bounded number is under way; what is due beyond that is counted as not started, and never made up for.
 */
public final class OpenLoop implements Load {
    private static final long MAX_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Tally tally = new Tally();
    private final List<OrdinalClient> clients;
    private final double nanosEach;
    private final int maxInFlight;
    private final Work work;
    private final Asking asking;
    private final SplittableRandom random;
    private final CompletableFuture<@Nullable Void> idle = new CompletableFuture<>();

    /** Counts the thread below as one. */
    private final AtomicInteger underWay = new AtomicInteger(1);

    private volatile boolean stopping;

    private OpenLoop(
            List<OrdinalClient> clients, double perSecond, int maxInFlight, Work work, Duration deadline, long seed) {
        this.clients = List.copyOf(clients);
        this.nanosEach = 1e9 / perSecond;
        this.maxInFlight = maxInFlight;
        this.work = work;
        this.asking = new Asking(tally, deadline);
        this.random = new SplittableRandom(seed);
    }

    /**
     * Starts asking, on a thread of its own.
     *
     * @param clients take operations in turn
     * @param perSecond how many begin each second, over all clients
     * @param maxInFlight how many are under way at most, over all clients
     * @param deadline of each operation, from its beginning
     */
    public static OpenLoop start(
            List<OrdinalClient> clients, double perSecond, int maxInFlight, Work work, Duration deadline, long seed) {
        if (clients.isEmpty() || !(perSecond > 0) || maxInFlight < 1) {
            throw new IllegalArgumentException("a client begins operations at some rate, and has some under way");
        }
        OpenLoop loop = new OpenLoop(clients, perSecond, maxInFlight, work, deadline, seed);
        Thread pacer = new Thread(loop::run, "open-loop");
        pacer.setDaemon(true);
        pacer.start();
        return loop;
    }

    @Override
    public Interval takeInterval() {
        return tally.takeInterval();
    }

    @Override
    public CompletableFuture<?> idle() {
        return idle.copy();
    }

    @Override
    public @Nullable String firstTrouble() {
        return tally.firstTrouble();
    }

    @Override
    public void close() {
        stopping = true;
        idle.join();
    }

    private void run() {
        try {
            long beganNanos = System.nanoTime();
            boolean more = true;
            for (long number = 0; more && !stopping; number++) {
                long dueNanos = beganNanos + (long) (number * nanosEach);
                awaitTime(dueNanos);
                more = stopping || begin(clients.get((int) (number % clients.size())), dueNanos);
            }
            oneLess();
        } catch (RuntimeException | Error e) {
            idle.completeExceptionally(e);
        }
    }

    private void awaitTime(long nanos) {
        long left = nanos - System.nanoTime();
        while (left > 0 && !stopping) {
            LockSupport.parkNanos(this, Math.min(left, MAX_PARK_NANOS));
            left = nanos - System.nanoTime();
        }
    }

    /** Begins the next operation if there is room for it. Returns false if there is none to begin. */
    private boolean begin(OrdinalClient client, long dueNanos) {
        if (underWay.get() > maxInFlight) {
            tally.notStarted();
            return true;
        }
        Ask ask = work.next(random);
        if (ask == null) {
            return false;
        }
        underWay.incrementAndGet();
        asking.ask(client, ask, dueNanos, (ending, atOnce) -> oneLess());
        return true;
    }

    private void oneLess() {
        if (underWay.decrementAndGet() == 0) {
            idle.complete(null);
        }
    }
}
