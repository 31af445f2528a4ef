package io.ordinal.launcher.chaos;

import io.ordinal.client.OrdinalClient;
import io.ordinal.client.WriteOutcome;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One write after another to each range: the next begins when the last has ended, and no sooner than 20 ms after it began.
 * With 48 ranges that is some 2,400 a second, a good part of what three nodes on two cores can do, and not all of it: what
 * is measured is the cluster, not the queue before a machine that has no time. Every end is written down.
 */
final class RangeLoad implements AutoCloseable {
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final Bytes VALUE = Bytes.utf8("x".repeat(100));

    private final OrdinalClient client;
    private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    /** One write that ended. */
    record Sample(RangeId range, long beganNanos, long endedNanos, boolean applied) {}

    /** Begins the next writes: the common pool would start a thread for each where there are two cores or fewer. */
    private final ScheduledExecutorService pacer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "range-load");
        thread.setDaemon(true);
        return thread;
    });

    private RangeLoad(OrdinalClient client) {
        this.client = client;
    }

    static RangeLoad begin(OrdinalClient client, ClusterMap map) {
        RangeLoad load = new RangeLoad(client);
        keys(map).forEach(load::next);
        return load;
    }

    /** What ended since the last call. */
    Queue<Sample> take() {
        Queue<Sample> taken = new ConcurrentLinkedQueue<>();
        Sample sample;
        while ((sample = samples.poll()) != null) {
            taken.add(sample);
        }
        return taken;
    }

    /** Writes under way are not waited for, and followed by no others. */
    @Override
    public void close() {
        stopped = true;
        pacer.shutdownNow();
    }

    private void next(RangeId range, Key key) {
        if (stopped) {
            return;
        }
        long beganNanos = System.nanoTime();
        CompletableFuture<?> unused = client.put(key, VALUE).thenAccept(outcome -> {
            long endedNanos = System.nanoTime();
            boolean applied = outcome instanceof WriteOutcome.Applied;
            samples.add(new Sample(range, beganNanos, endedNanos, applied));
            long restNanos = Math.max(0, beganNanos + PACE_NANOS - endedNanos);
            if (!stopped) {
                var unusedNext = pacer.schedule(() -> next(range, key), restNanos, TimeUnit.NANOSECONDS);
            }
        });
    }

    /** A key of each range. */
    private static Map<RangeId, Key> keys(ClusterMap map) {
        Map<RangeId, Key> keys = new TreeMap<>();
        for (int i = 0; keys.size() < map.ranges().size(); i++) {
            Key key = Key.utf8("failover/" + i);
            keys.putIfAbsent(map.rangeOf(key.token()).id(), key);
        }
        return keys;
    }
}
