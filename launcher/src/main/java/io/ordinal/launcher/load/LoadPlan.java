package io.ordinal.launcher.load;

import io.ordinal.client.OrdinalClient;
import io.ordinal.protocol.ReadMode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A load to put on a cluster.
 *
 * @param keys how many different keys are touched
 * @param readShare of all operations, 0 to 1; if it is above 0, every key is written once first
 * @param warmupSeconds before the measurement
 * @param seconds how long the measurement takes at most
 * @param operations after how many it ends sooner, the warm-up included
 * @param perSecond how many operations begin each second, whatever becomes of them; 0 to begin one whenever one ends
 * @param deadline of each operation
 */
public record LoadPlan(
        int inFlight,
        int keys,
        int valueBytes,
        double readShare,
        ReadMode read,
        int warmupSeconds,
        int seconds,
        long operations,
        double perSecond,
        Duration deadline) {
    /** How many puts are under way while keys are loaded: it need not take long. */
    private static final int LOADING_IN_FLIGHT = 512;

    private static final int MAX_PER_SECOND = 10_000_000;
    private static final long SEED = 42;

    /** Hears how it goes, once a second. */
    public interface Progress {
        /** @param ofKeys how many are loaded of {@link #keys} */
        void loading(long ofKeys, Interval second);

        void running(boolean warmingUp, int second, Interval last);
    }

    public LoadPlan {
        if (inFlight < 1 || operations < 1 || seconds < 1 || warmupSeconds < 0) {
            throw new IllegalArgumentException("at least 1 operation is in flight, for at least 1 second");
        }
        if (keys < 1 || keys > KeySpace.MAX_KEYS) {
            throw new IllegalArgumentException("there are 1 to " + KeySpace.MAX_KEYS + " keys, not " + keys);
        }
        if (!(perSecond >= 0 && perSecond <= MAX_PER_SECOND)) {
            throw new IllegalArgumentException("a rate is between 0 and " + MAX_PER_SECOND + ", not " + perSecond);
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("an operation has some time, not " + deadline);
        }
        if (!(readShare >= 0 && readShare <= 1)) {
            throw new IllegalArgumentException("the share of reads is between 0 and 1, not " + readShare);
        }
    }

    /** Loads keys if reads are asked for, warms up, and measures. Blocks until nothing is under way any more. */
    public LoadReport run(List<OrdinalClient> clients, Progress progress) throws InterruptedException {
        KeySpace space = new KeySpace(keys, valueBytes, SEED);
        long unexpected = 0;
        if (readShare > 0) {
            int loading = Math.max(inFlight, LOADING_IN_FLIGHT);
            try (Load load =
                    ClosedLoop.start(clients, loading, space.eachOnce(), OrdinalClient.DEFAULT_DEADLINE, SEED)) {
                Interval loaded = awaitLoaded(load, progress);
                unexpected += unexpectedIn(loaded);
                if (unexpected > 0 || loaded.count(Ending.APPLIED) < keys) {
                    return report(clients.size(), Interval.empty(), Math.max(1, unexpected), load.firstTrouble());
                }
            }
        }
        Load loop = start(clients, space.mix(readShare, read).atMost(operations));
        Interval warmUp;
        Interval measured;
        try (loop) {
            warmUp = watch(loop, true, warmupSeconds, progress);
            measured = watch(loop, false, seconds, progress);
        }
        Interval leftOver = loop.takeInterval();
        unexpected += unexpectedIn(warmUp) + unexpectedIn(measured) + unexpectedIn(leftOver);
        return report(clients.size(), measured, unexpected, loop.firstTrouble());
    }

    private Load start(List<OrdinalClient> clients, Work work) {
        return perSecond > 0
                ? OpenLoop.start(clients, perSecond, inFlight, work, deadline, SEED)
                : ClosedLoop.start(clients, inFlight, work, deadline, SEED);
    }

    private Interval awaitLoaded(Load load, Progress progress) throws InterruptedException {
        Interval all = Interval.empty();
        boolean idle = false;
        while (!idle) {
            idle = awaitIdle(load);
            Interval last = load.takeInterval();
            all = all.plus(last);
            progress.loading(all.count(Ending.APPLIED), last);
        }
        return all;
    }

    private Interval watch(Load loop, boolean warmingUp, int length, Progress progress) throws InterruptedException {
        Interval all = Interval.empty();
        boolean idle = false;
        for (int second = 1; second <= length && !idle; second++) {
            idle = awaitIdle(loop);
            Interval last = loop.takeInterval();
            all = all.plus(last);
            progress.running(warmingUp, second, last);
        }
        return all;
    }

    /** Waits for a second at most; true if nothing is asked any more. */
    private static boolean awaitIdle(Load loop) throws InterruptedException {
        try {
            loop.idle().get(1, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the load itself failed", e);
        }
    }

    /** A key that is not found is one that was not loaded, except at a replica that may be behind. */
    private long unexpectedIn(Interval interval) {
        long count = interval.count(Ending.REJECTED)
                + interval.count(Ending.UNKNOWN)
                + interval.count(Ending.NOT_DONE)
                + interval.count(Ending.FAILED)
                + interval.count(Ending.NOT_STARTED);
        return read instanceof ReadMode.Linearizable ? count + interval.count(Ending.NOT_FOUND) : count;
    }

    private LoadReport report(int clients, Interval measured, long unexpected, @Nullable String trouble) {
        return new LoadReport(
                clients,
                inFlight,
                keys,
                valueBytes,
                readShare,
                read instanceof ReadMode.Linearizable ? "linearizable" : "any",
                warmupSeconds,
                measured.nanos() / 1e9,
                readShare < 1 ? LoadReport.writes(measured) : null,
                readShare > 0 ? LoadReport.reads(measured) : null,
                perSecond > 0 ? LoadReport.offered(perSecond, measured) : null,
                unexpected,
                trouble);
    }
}
