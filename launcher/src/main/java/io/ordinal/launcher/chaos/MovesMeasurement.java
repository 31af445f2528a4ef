package io.ordinal.launcher.chaos;

import io.ordinal.client.CommandOutcome;
import io.ordinal.client.MovesOutcome;
import io.ordinal.client.OrdinalClient;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.MovesReply.MoveStatus;
import io.ordinal.protocol.MovesReply.Phase;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Ring;
import io.ordinal.ring.Standing;
import io.ordinal.simulator.world.Chance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Measures what it costs that nodes come and go while a steady load goes on: two join, one after the other, and are drained
 * again. At the end every key and every history is judged. For one thread.
 */
public final class MovesMeasurement {
    private static final Duration COMMAND_PATIENCE = Duration.ofSeconds(30);
    private static final Duration MOVES_PATIENCE = Duration.ofMillis(800);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);
    private static final long WARM_UP_SECONDS = 5;
    private static final long BEFORE_SECONDS = 15;
    private static final long POLL_MILLIS = 50;
    private static final long SAY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int MOST_SAID = 10;
    private static final long SEED = 42;

    private final MovesPlan plan;
    private final ChaosCluster cluster;
    private final OrdinalClient client;
    private final LoadedKeys keys;
    private final KeyStates states;
    private final Log log;
    private final List<MovesFigures.Row> rows = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();

    private MovesMeasurement(MovesPlan plan, ChaosCluster cluster, OrdinalClient client, Log log) {
        this.plan = plan;
        this.cluster = cluster;
        this.client = client;
        this.keys = new LoadedKeys(plan.keys(), plan.valueBytes());
        this.states = new KeyStates(plan.keys());
        this.log = log;
    }

    /** What makes a phase, and when it is over. */
    private interface Step {
        /** Makes the change, and returns when all is at rest. Adds what copies were seen. */
        void take(MovedBytes moved) throws InterruptedException;
    }

    /**
     * Starts a cluster, loads it, and lets nodes come and go.
     *
     * @param out hears what happens, a line at a time
     * @throws ChaosFailedException if it could not even begin
     */
    public static MovesFigures measure(MovesPlan plan, Path folder, Consumer<String> out) throws InterruptedException {
        Log log = new Log(out);
        log.say("starting ZooKeeper and %d nodes in %s", plan.nodes(), folder);
        try (ChaosCluster cluster = ChaosCluster.start(folder, ClusterShape.forMeasurements(plan.nodes()));
                OrdinalClient client = cluster.connect()) {
            return new MovesMeasurement(plan, cluster, client, log).measure();
        }
    }

    private MovesFigures measure() throws InterruptedException {
        KeyLoader.load(client, keys, log);
        Chance chance = Chance.ofSeed(SEED);
        HistoryKeys histories = new HistoryKeys(client, chance.fork("histories"));
        MovesLoad load = MovesLoad.begin(client, keys, states, histories, chance.fork("load"), plan.perSecond());
        try (load) {
            TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
            noteFailed("before all phases", load.take());
            takeSteps(load);
        }
        noteFailed("after all phases", load.take());
        LoadVerdict verdict = LoadVerdict.of(load, client, keys, states, histories, log);
        broken.addAll(verdict.broken());
        return new MovesFigures(plan, rows, keys.count(), histories.count(), verdict.undecidedKeys(), broken);
    }

    private void noteFailed(String when, PhaseTally.Operations operations) {
        if (operations.failed() > 0) {
            broken.add(
                    when + ": " + operations.failed() + " operations failed; the first: " + operations.firstTrouble());
        }
    }

    private void takeSteps(MovesLoad load) throws InterruptedException {
        NodeId first = new NodeId("n" + (plan.nodes() + 1));
        NodeId second = new NodeId("n" + (plan.nodes() + 2));
        try {
            step("before", load, moved -> TimeUnit.SECONDS.sleep(BEFORE_SECONDS));
            step(first + " joins", load, moved -> join(first, moved));
            step(second + " joins", load, moved -> join(second, moved));
            step(second + " is drained", load, moved -> drain(second, moved));
            step(first + " is drained", load, moved -> drain(first, moved));
        } catch (ChaosFailedException e) {
            broken.add(e.getMessage());
        }
    }

    private void step(String name, MovesLoad load, Step step) throws InterruptedException {
        ClusterMap before = map();
        MovedBytes moved = new MovedBytes();
        log.say("%s", name);
        long beganNanos = System.nanoTime();
        try {
            step.take(moved);
        } catch (ChaosFailedException e) {
            throw new ChaosFailedException(name + ": " + e.getMessage(), e);
        } finally {
            double seconds = (System.nanoTime() - beganNanos) / 1e9;
            PhaseTally.Operations operations = load.take();
            saySlowest(operations);
            rows.add(row(name, seconds, operations, before, map(), moved));
        }
    }

    /** So that whoever looks for its cause knows where and when to look in the nodes' logs. */
    private void saySlowest(PhaseTally.Operations operations) {
        PhaseTally.Slowest slowest = operations.slowest();
        if (slowest != null) {
            log.say(
                    "the slowest operation took %.0f ms and ended %.1f s ago: on %s, now in range %s",
                    slowest.tookNanos() / 1e6,
                    (System.nanoTime() - slowest.endedNanos()) / 1e9,
                    slowest.key().bytes().toUtf8(),
                    map().rangeOf(slowest.key().token()).id());
        }
    }

    private MovesFigures.Row row(
            String name,
            double seconds,
            PhaseTally.Operations operations,
            ClusterMap before,
            ClusterMap after,
            MovedBytes moved) {
        return new MovesFigures.Row(
                name,
                seconds,
                operations.count(),
                operations.failed(),
                operations.firstTrouble(),
                operations.millisAt(50),
                operations.millisAt(99),
                operations.maxMillis(),
                before.ranges().size(),
                after.ranges().size(),
                after.plan().nextMoveId() - before.plan().nextMoveId(),
                moved.bytes(),
                RingShares.demandedBytes(ring(before), ring(after), keys, states),
                RingShares.mostLoaded(after));
    }

    private void join(NodeId node, MovedBytes moved) throws InterruptedException {
        cluster.add(node);
        awaitRest(node, Standing.IN, moved);
    }

    private void drain(NodeId node, MovedBytes moved) throws InterruptedException {
        CommandOutcome outcome = client.sync().command(new ClusterCommand.Drain(node), COMMAND_PATIENCE);
        if (!(outcome instanceof CommandOutcome.Done)) {
            throw new ChaosFailedException("it was not taken: " + outcome.message());
        }
        awaitRest(node, Standing.LEFT, moved);
        Child process = cluster.node(node).process();
        process.terminate();
        if (!process.exitsWithin(STOP_PATIENCE)) {
            throw new ChaosFailedException("its process does not stop");
        }
    }

    private void awaitRest(NodeId node, Standing wanted, MovedBytes moved) throws InterruptedException {
        long beganNanos = System.nanoTime();
        long saidNanos = beganNanos;
        List<String> missing = Rest.missing(map(), node, wanted);
        while (!missing.isEmpty()) {
            List<MoveStatus> moves = moves();
            moved.see(moves);
            long nowNanos = System.nanoTime();
            if (nowNanos - beganNanos > plan.patience().toNanos()) {
                throw new ChaosFailedException(
                        "not at rest after " + plan.patience().toSeconds() + " s: " + words(missing, moves));
            }
            checkAlive();
            if (nowNanos - saidNanos > SAY_NANOS) {
                saidNanos = nowNanos;
                sayHowFar(moves, moved, missing.size());
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            missing = Rest.missing(map(), node, wanted);
        }
    }

    private void sayHowFar(List<MoveStatus> moves, MovedBytes moved, int missing) {
        long waiting =
                moves.stream().filter(move -> move.phase() == Phase.WAITING).count();
        log.say(
                "%d moves are under way and %d wait; %,d bytes were copied; %d ranges, %d things to come",
                moves.size() - waiting, waiting, moved.bytes(), map().ranges().size(), missing);
    }

    private void checkAlive() {
        for (ChaosNode node : cluster.nodes()) {
            boolean isKnown = map().node(node.id())
                    .filter(known -> known.standing() != Standing.LEFT)
                    .isPresent();
            if (isKnown && !node.process().isAlive()) {
                throw new ChaosFailedException(
                        "node " + node.id() + " stopped itself, and nothing had been done to it:\n"
                                + node.process().said());
            }
        }
    }

    private List<MoveStatus> moves() {
        return client.sync().moves(MOVES_PATIENCE) instanceof MovesOutcome.Known known ? known.moves() : List.of();
    }

    private ClusterMap map() {
        return client.cluster().mapIfAny().orElseThrow(() -> new ChaosFailedException("there is no cluster map"));
    }

    private static Ring ring(ClusterMap map) {
        return map.plan()
                .ring(map.replicationFactor(), map.nodes())
                .orElseThrow(() -> new ChaosFailedException("the cluster map has no ring"));
    }

    private static String words(List<String> missing, List<MoveStatus> moves) {
        List<String> words = new ArrayList<>(missing.subList(0, Math.min(MOST_SAID, missing.size())));
        if (missing.size() > MOST_SAID) {
            words.add("and " + (missing.size() - MOST_SAID) + " more");
        }
        moves.stream()
                .filter(move -> !move.waitsFor().isEmpty())
                .limit(MOST_SAID)
                .forEach(move ->
                        words.add("range " + move.range() + " to " + move.target() + " waits for " + move.waitsFor()));
        return String.join("; ", words);
    }
}
