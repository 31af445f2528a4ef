package io.ordinal.launcher.chaos;

import io.ordinal.client.NodeStatus;
import io.ordinal.client.OrdinalClient;
import io.ordinal.protocol.StatusReply;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.ring.RangeId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * Measures how long writes stand still when a node is killed, stopped or asked to leave, with nothing but loopback between
 * the processes. A write is always under way to each range; what counts is the longest time in which one of the concerned
 * ranges had no write acknowledged, from the event until each took a write that began when the victim no longer served.
 * For one thread.
 */
public final class Failover implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration STATUS_PATIENCE = Duration.ofMillis(800);

    /** Processes that have just started take several times as long for each write as a second later. */
    private static final long WARM_UP_MILLIS = 15_000;

    private static final long STEADY_MILLIS = 1_000;
    private static final long POLL_MILLIS = 5;
    private static final long SETTLE_POLL_MILLIS = 100;

    private final ChaosCluster cluster;
    private final OrdinalClient client;
    private final Log log;

    private Failover(ChaosCluster cluster, Log log) {
        this.cluster = cluster;
        this.client = cluster.connect();
        this.log = log;
    }

    /** One time it was tried. */
    private record Trial(int ranges, double millis, long notApplied, Histogram nanos) {}

    /**
     * Starts a cluster and tries every event.
     *
     * @param trials of each event
     * @param out hears what happens, a line at a time
     * @throws ChaosFailedException if the cluster does not recover
     */
    public static FailoverReport measure(int nodes, int trials, Path folder, Consumer<String> out)
            throws InterruptedException {
        Log log = new Log(out);
        log.say("starting ZooKeeper and %d nodes in %s", nodes, folder);
        try (ChaosCluster cluster = ChaosCluster.start(folder, ClusterShape.forMeasurements(nodes));
                Failover failover = new Failover(cluster, log)) {
            failover.warmUp();
            List<FailoverReport.Row> rows = new ArrayList<>();
            for (FailoverEvent event : FailoverEvent.values()) {
                rows.add(failover.measure(event, trials));
            }
            return new FailoverReport(rows);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private void warmUp() throws InterruptedException {
        log.say("warming up for %d s", TimeUnit.MILLISECONDS.toSeconds(WARM_UP_MILLIS));
        try (RangeLoad load = RangeLoad.begin(client, awaitBalance())) {
            TimeUnit.MILLISECONDS.sleep(WARM_UP_MILLIS);
        }
    }

    private FailoverReport.Row measure(FailoverEvent event, int trials) throws InterruptedException {
        List<Double> millis = new ArrayList<>();
        Histogram nanos = new Histogram(3);
        long notApplied = 0;
        int ranges = 0;
        for (int i = 0; i < trials; i++) {
            Trial trial = tryOnce(event);
            millis.add(trial.millis);
            nanos.add(trial.nanos);
            notApplied += trial.notApplied;
            ranges = trial.ranges;
        }
        List<Double> sorted = millis.stream().sorted().toList();
        double median = (sorted.get((trials - 1) / 2) + sorted.get(trials / 2)) / 2;
        return new FailoverReport.Row(
                event,
                trials,
                ranges,
                median,
                sorted.get(trials - 1),
                notApplied,
                nanos.getValueAtPercentile(99) / 1e6,
                nanos.getMaxValue() / 1e6);
    }

    private Trial tryOnce(FailoverEvent event) throws InterruptedException {
        ClusterMap map = awaitBalance();
        try (RangeLoad load = RangeLoad.begin(client, map)) {
            TimeUnit.MILLISECONDS.sleep(STEADY_MILLIS);
            ChaosNode victim = victim(event);
            Set<RangeId> concerned = concerned(event, victim.id());
            load.take();
            long eventNanos = System.nanoTime();
            begin(event, victim);
            if (event == FailoverEvent.STOP_LEADER) {
                victim.process().awaitExit();
            }
            List<RangeLoad.Sample> samples = awaitEach(concerned, System.nanoTime(), load);
            Trial trial = trial(concerned, eventNanos, samples);
            log.say(
                    "%s, %s: one of %d ranges took no write for %.0f ms; %d writes were not applied",
                    event.words(), victim.id(), trial.ranges, trial.millis, trial.notApplied);
            end(event, victim);
            return trial;
        }
    }

    /** Until every node has its share of leaderships, so that each trial begins alike. */
    private ClusterMap awaitBalance() throws InterruptedException {
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            ClusterMap map = client.sync().refresh().map();
            List<NodeStatus> statuses = client.sync().statusOfAll(STATUS_PATIENCE);
            if (map != null && isBalanced(map, statuses)) {
                return map;
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new ChaosFailedException("leaderships are not even again after " + PATIENCE.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(SETTLE_POLL_MILLIS);
        }
    }

    private boolean isBalanced(ClusterMap map, List<NodeStatus> statuses) {
        int share = map.ranges().size() / cluster.nodes().size();
        return statuses.size() == cluster.nodes().size()
                && statuses.stream().mapToLong(ChaosCluster::served).sum()
                        == map.ranges().size()
                && statuses.stream().allMatch(status -> ChaosCluster.served(status) >= share - 1)
                && statuses.stream()
                        .anyMatch(status ->
                                status.reply() != null && status.reply().isSequencer());
    }

    /** The sequencer if it is its turn; otherwise whoever holds no office, or at least not that one. */
    private ChaosNode victim(FailoverEvent event) {
        List<StatusReply> replies = client.sync().statusOfAll(STATUS_PATIENCE).stream()
                .filter(NodeStatus::answered)
                .map(NodeStatus::reply)
                .toList();
        NodeId chosen = replies.stream()
                .filter(reply -> reply.isSequencer() == (event == FailoverEvent.KILL_SEQUENCER))
                .min((a, b) -> Boolean.compare(a.isRebalancer(), b.isRebalancer()))
                .map(reply -> reply.member().node())
                .orElseThrow(() -> new ChaosFailedException("no node is one to try " + event.words() + " on"));
        return cluster.node(chosen);
    }

    /** The ranges that the victim leads; all, if it is the sequencer. */
    private Set<RangeId> concerned(FailoverEvent event, NodeId victim) {
        ClusterMap map = client.sync().refresh().map();
        if (map == null) {
            throw new ChaosFailedException("the cluster map is gone");
        }
        return map.ranges().stream()
                .filter(range -> event == FailoverEvent.KILL_SEQUENCER || isLed(range, victim))
                .map(RangeAssignment::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isLed(RangeAssignment range, NodeId node) {
        return range.leaderIfAny().filter(leader -> leader.node().equals(node)).isPresent();
    }

    private static void begin(FailoverEvent event, ChaosNode victim) throws InterruptedException {
        switch (event) {
            case KILL_LEADER, KILL_SEQUENCER -> victim.process().killNow();
            case PAUSE_LEADER -> victim.process().pause();
            case STOP_LEADER -> victim.process().terminate();
        }
    }

    private static void end(FailoverEvent event, ChaosNode victim) throws InterruptedException {
        if (event == FailoverEvent.PAUSE_LEADER) {
            victim.process().resume();
        } else {
            victim.process().awaitExit();
            victim.startAgain();
        }
    }

    /** Until each range took a write that began after this. */
    private static List<RangeLoad.Sample> awaitEach(Set<RangeId> concerned, long sinceNanos, RangeLoad load)
            throws InterruptedException {
        List<RangeLoad.Sample> samples = new ArrayList<>();
        Set<RangeId> missing = new TreeSet<>(concerned);
        while (!missing.isEmpty()) {
            if (System.nanoTime() - sinceNanos > PATIENCE.toNanos()) {
                throw new ChaosFailedException(
                        missing.size() + " ranges take no writes after " + PATIENCE.toSeconds() + " s: " + missing);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            for (RangeLoad.Sample sample : load.take()) {
                samples.add(sample);
                if (sample.applied() && sample.beganNanos() - sinceNanos > 0) {
                    missing.remove(sample.range());
                }
            }
        }
        return samples;
    }

    /** Samples of a range are in the order of their ends, since one begins when the one before has ended. */
    private static Trial trial(Set<RangeId> concerned, long eventNanos, List<RangeLoad.Sample> samples) {
        Histogram nanos = new Histogram(3);
        Map<RangeId, Long> lastAcked = new TreeMap<>();
        concerned.forEach(range -> lastAcked.put(range, eventNanos));
        long notApplied = 0;
        long longestNanos = 0;
        for (RangeLoad.Sample sample : samples) {
            Long before = lastAcked.get(sample.range());
            if (before == null) {
                continue;
            }
            nanos.recordValue(sample.endedNanos() - sample.beganNanos());
            if (sample.applied()) {
                longestNanos = Math.max(longestNanos, sample.endedNanos() - before);
                lastAcked.put(sample.range(), sample.endedNanos());
            } else {
                notApplied++;
            }
        }
        return new Trial(concerned.size(), longestNanos / 1e6, notApplied, nanos);
    }
}
