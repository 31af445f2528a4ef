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

/**
 * One write under way to each range, all the time: when one ends, the next to the same range begins. Every end is written
 * down. It goes on by the client's own thread.
 */
final class RangeLoad implements AutoCloseable {
    private static final Bytes VALUE = Bytes.utf8("x".repeat(100));

    private final OrdinalClient client;
    private final Queue<Sample> samples = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    /** One write that ended. */
    record Sample(RangeId range, long beganNanos, long endedNanos, boolean applied) {}

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

    @Override
    public void close() {
        stopped = true;
    }

    private void next(RangeId range, Key key) {
        if (stopped) {
            return;
        }
        long beganNanos = System.nanoTime();
        CompletableFuture<?> unused = client.put(key, VALUE).thenAcceptAsync(outcome -> {
            boolean applied = outcome instanceof WriteOutcome.Applied;
            samples.add(new Sample(range, beganNanos, System.nanoTime(), applied));
            next(range, key);
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
