package io.ordinal.launcher.chaos;

import io.ordinal.client.OrdinalClient;
import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.Key;
import io.ordinal.simulator.check.Call;
import io.ordinal.simulator.check.Ending;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of processes, faults and callers at once, for some time. It goes on in rounds, each with keys of its own, and
 * each is judged when it is over; faults do not stop for that. For one thread.
 */
public final class ChaosRun implements AutoCloseable {
    private static final Duration ROUND = Duration.ofSeconds(10);
    private static final Duration LAST_READ_PATIENCE = Duration.ofSeconds(60);
    private static final Duration HEALED_PATIENCE = Duration.ofSeconds(60);
    private static final int CALLERS = 8;
    private static final int CLIENTS = 2;
    private static final int COUNTING = 3;
    private static final int KEYS = 10;

    private final ChaosSettings settings;
    private final Path folder;
    private final List<FaultKind> faultKinds;
    private final Log log;
    private final ChaosCluster cluster;
    private final List<OrdinalClient> clients = new ArrayList<>();
    private final List<Caller> callers = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS + COUNTING);
    private final Histories histories = new Histories();
    private final Tally tally = new Tally();
    private List<Call> lastHistory = List.of();
    private long longestGapNanos;
    private long counted;
    private int rounds;

    private ChaosRun(ChaosSettings settings, Path folder, List<FaultKind> faultKinds, Log log, ChaosCluster cluster) {
        this.settings = settings;
        this.folder = folder;
        this.faultKinds = List.copyOf(faultKinds);
        this.log = log;
        this.cluster = cluster;
        Chance chance = Chance.ofSeed(settings.seed());
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(cluster.connect());
        }
        for (int i = 0; i < CALLERS; i++) {
            callers.add(new Caller("c" + i, clients.get(i % CLIENTS), chance.fork("caller " + i)));
        }
    }

    /**
     * Starts a cluster, and does it all.
     *
     * @param folder for data and logs; it must be empty
     * @param out hears what happens, a line at a time, on several threads
     * @throws ChaosFailedException if the run could not go on, which says nothing of the store
     */
    public static ChaosReport run(ChaosSettings settings, Path folder, Consumer<String> out)
            throws InterruptedException {
        Log log = new Log(out);
        log.say("starting ZooKeeper and %d nodes in %s", settings.nodes(), folder);
        List<FaultKind> faults = new ArrayList<>(settings.faults());
        boolean smallDisks = faults.contains(FaultKind.DISK_FULL);
        if (smallDisks && !SmallDisk.canBeMade(folder)) {
            log.say("%s is left out: no file system can be mounted here", FaultKind.DISK_FULL.words());
            faults.remove(FaultKind.DISK_FULL);
            smallDisks = false;
        }
        if (faults.contains(FaultKind.FAILED_FORCE) && !FailingForce.canBeMade(folder)) {
            log.say("%s is left out: strace cannot attach to a process here", FaultKind.FAILED_FORCE.words());
            faults.remove(FaultKind.FAILED_FORCE);
        }
        ClusterShape shape = ClusterShape.forFaults(settings.nodes(), smallDisks);
        try (ChaosCluster cluster = ChaosCluster.start(folder, shape);
                ChaosRun run = new ChaosRun(settings, folder, faults, log, cluster)) {
            return run.run();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        clients.forEach(OrdinalClient::close);
    }

    private ChaosReport run() throws InterruptedException {
        Chance chance = Chance.ofSeed(settings.seed()).fork("faults");
        try (Faults faults = Faults.begin(cluster, faultKinds, chance, log)) {
            String violation = judged(faults);
            return new ChaosReport(
                    settings.seed(),
                    rounds,
                    faults.counts(),
                    tally.writes(),
                    tally.writeLatency(),
                    tally.reads(),
                    tally.readLatency(),
                    counted,
                    longestGapNanos / 1_000_000,
                    histories.undecided(),
                    violation);
        }
    }

    /** @return what was broken; null if nothing was */
    private @Nullable String judged(Faults faults) throws InterruptedException {
        try {
            long endNanos = System.nanoTime() + settings.length().toNanos();
            while (System.nanoTime() - endNanos < 0) {
                round(Math.min(endNanos, System.nanoTime() + ROUND.toNanos()));
                checkAlive(faults);
            }
            faults.stop();
            log.say("every fault is over");
            checkAlive(faults);
            cluster.awaitServed(clients.get(0), HEALED_PATIENCE);
            histories.judgeRemains(readAll(histories.keys()));
            log.say("every key of all rounds is what its round left");
            return null;
        } catch (Violation e) {
            writeEvidence();
            return e.getMessage();
        }
    }

    private void round(long endNanos) throws InterruptedException {
        rounds++;
        int number = rounds;
        List<Key> keys = IntStream.range(0, KEYS)
                .mapToObj(i -> Key.utf8("chaos/" + number + "/" + i))
                .toList();
        Counter counter = new Counter(Key.utf8("chaos/" + number + "/counter"));
        List<Future<Void>> counting = beginCounting(counter, endNanos);
        List<Call> history = new ArrayList<>(each(caller -> () -> caller.callUntil(endNanos, keys)));
        for (Future<Void> each : counting) {
            resultOf(each);
        }
        long gapNanos = longestGap(history);
        List<Call> lastReads = readAll(keys);
        history.addAll(lastReads);
        lastHistory = List.copyOf(history);
        history.forEach(tally::add);
        longestGapNanos = Math.max(longestGapNanos, gapNanos);
        histories.judge(history, lastReads);
        counted += counter.judge(clients.get(0).sync().get(counter.key(), ReadMode.LINEARIZABLE, LAST_READ_PATIENCE));
        log.say(
                "round %d: %d calls in order; longest time without a write acknowledged %d ms; so far writes %s, reads %s",
                number, history.size(), gapNanos / 1_000_000, tally.writes(), tally.reads());
    }

    private List<Future<Void>> beginCounting(Counter counter, long endNanos) {
        List<Future<Void>> counting = new ArrayList<>();
        for (int i = 0; i < COUNTING; i++) {
            OrdinalClient client = clients.get(i % CLIENTS);
            counting.add(threads.submit(() -> {
                counter.countUntil(endNanos, client);
                return null;
            }));
        }
        return counting;
    }

    private List<Call> readAll(List<Key> keys) throws InterruptedException {
        return each(caller -> {
            int own = callers.indexOf(caller);
            List<Key> some = IntStream.range(0, keys.size())
                    .filter(i -> i % CALLERS == own)
                    .mapToObj(keys::get)
                    .toList();
            return () -> caller.readAll(some, LAST_READ_PATIENCE);
        });
    }

    /** What each caller does, all at once. */
    private interface Errand {
        Callable<List<Call>> of(Caller caller);
    }

    private List<Call> each(Errand errand) throws InterruptedException {
        List<Callable<List<Call>>> errands = callers.stream().map(errand::of).toList();
        List<Call> calls = new ArrayList<>();
        for (Future<List<Call>> done : threads.invokeAll(errands)) {
            calls.addAll(resultOf(done));
        }
        return calls;
    }

    private static <T> T resultOf(Future<T> done) throws InterruptedException {
        try {
            return done.get();
        } catch (ExecutionException e) {
            throw new ChaosFailedException("a caller failed: " + e.getCause(), e);
        }
    }

    private void checkAlive(Faults faults) {
        for (ChaosNode node : faults.stoppedThemselves()) {
            throw new Violation("node " + node.id() + " stopped itself, and nothing had been done to it:\n"
                    + node.process().said());
        }
    }

    private static long longestGap(List<Call> history) {
        long[] ends = history.stream()
                .filter(call -> call.ending() instanceof Ending.Applied)
                .mapToLong(Call::endedNanos)
                .sorted()
                .toArray();
        long longest = 0;
        for (int i = 1; i < ends.length; i++) {
            longest = Math.max(longest, ends[i] - ends[i - 1]);
        }
        return longest;
    }

    private void writeEvidence() {
        try {
            Files.write(
                    folder.resolve("history.txt"),
                    lastHistory.stream().map(Call::toString).toList());
        } catch (IOException e) {
            log.say("the history cannot be written to %s: %s", folder, e.getMessage());
        }
    }
}
