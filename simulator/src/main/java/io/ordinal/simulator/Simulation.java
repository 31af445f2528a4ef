package io.ordinal.simulator;

import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.simulator.check.Action;
import io.ordinal.simulator.check.AsOfReads;
import io.ordinal.simulator.check.Call;
import io.ordinal.simulator.check.CommittedState;
import io.ordinal.simulator.check.Ending;
import io.ordinal.simulator.check.KnownOutcomes;
import io.ordinal.simulator.check.Linearizability;
import io.ordinal.simulator.check.NumberOrder;
import io.ordinal.simulator.check.PrefixReads;
import io.ordinal.simulator.check.ScanPage;
import io.ordinal.simulator.check.ScanPages;
import io.ordinal.simulator.check.WriteOutcomes;
import io.ordinal.simulator.cluster.Cluster;
import io.ordinal.simulator.cluster.Interference;
import io.ordinal.simulator.cluster.SimClient;
import io.ordinal.simulator.cluster.SimNode;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.Scheduler;
import io.ordinal.simulator.world.Violation;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A whole cluster in one thread, from one seed: the production cores in a world where everything goes wrong. Invariants
 * are checked after every event; at the end the world is healed, the cluster must serve again, all replicas must be the
 * same, and what the clients were told must be explainable by one order.
 */
public final class Simulation {
    private static final long MILLIS = 1_000_000;
    private static final long SECOND = 1_000 * MILLIS;

    /**
     * How long everything may take to come to rest. Where one range moves at a time, whoever joined or left last leaves a
     * hundred moves and splits to be done, each of which takes a tenth or two of a second.
     */
    private static final long REST_DEADLINE_NANOS = 60 * SECOND;

    private static final double LOOKERS_SHARE = 0.4;
    private static final int MAX_SEARCH_STEPS = 40_000_000;

    private final long seed;
    private final Shape shape;
    private final Chance chance;
    private final Cluster cluster;
    private final Faults faults;
    private final List<Call> history = new ArrayList<>();
    private final List<ScanPage> pages = new ArrayList<>();
    private final List<Workload> callers = new ArrayList<>();
    private final List<StubbornCaller> stubborn = new ArrayList<>();
    private int undecidedKeys;

    private Simulation(long seed, Shape shape, Interference interference, @Nullable PrintStream out) {
        this.seed = seed;
        this.shape = shape;
        chance = Chance.ofSeed(seed);
        cluster = new Cluster(chance.fork("cluster"), shape.plan(), interference, out);
        faults = new Faults(
                cluster, chance.fork("faults"), shape.faultPauseNanos(), shape.absenceNanos(), shape.faults());
    }

    /** The run of {@code seed}, in the shape that the seed decides. Never throws for a violation: the report has it. */
    public static Report run(long seed) {
        return run(seed, Shape.random(Chance.ofSeed(seed).fork("shape")), Interference.NONE, null);
    }

    /**
     * A run in a given shape.
     *
     * @param interference {@link Interference#NONE}, unless a rule is broken to see that it is noticed
     * @param out where every event is printed, in the order of the run; null for nowhere
     */
    public static Report run(long seed, Shape shape, Interference interference, @Nullable PrintStream out) {
        return new Simulation(seed, shape, interference, out).run();
    }

    private Report run() {
        Violation violation = null;
        try {
            live();
        } catch (Violation found) {
            violation = found;
        } catch (RuntimeException e) {
            violation = new Violation("the run threw " + e, e);
        }
        return new Report(
                seed,
                shape,
                cluster.scheduler().nowNanos(),
                cluster.scheduler().executed(),
                cluster.trace().hash(),
                counts(),
                undecidedKeys,
                cluster.rarePaths().counts(),
                violation);
    }

    private void live() {
        Scheduler scheduler = cluster.scheduler();
        for (SimNode node : cluster.nodes()) {
            scheduler.after(chance.between(0, 300) * MILLIS, node::start);
        }
        for (SimClient client : cluster.clients()) {
            boolean looksOnly = client != cluster.clients().get(0)
                    && chance.fork(client.name()).happens(LOOKERS_SHARE);
            for (int i = 1; i <= shape.callersPerClient(); i++) {
                String name = client.name() + "." + i;
                callers.add(new Workload(
                        name,
                        client,
                        scheduler,
                        chance.fork(name),
                        shape,
                        looksOnly,
                        history,
                        pages,
                        cluster.rarePaths()));
            }
        }
        if (shape.stubbornCallers()) {
            for (SimNode node : cluster.nodes()) {
                callersBeside(node);
            }
        }
        scheduler.runUntil(chance.between(500, 3_000) * MILLIS);
        faults.begin();
        scheduler.runUntil(scheduler.nowNanos() + shape.faultNanos());
        faults.heal();
        scheduler.runUntil(scheduler.nowNanos() + 4 * SECOND);
        callers.forEach(Workload::stop);
        stubborn.forEach(StubbornCaller::stop);
        awaitIdle();
        readEverything();
        awaitLevel();
        awaitRest();
        new Quiescence(cluster).check(history);
        judge();
    }

    /** One that only looks, and sometimes one that writes: what no majority confirms keeps all others waiting behind it. */
    private void callersBeside(SimNode node) {
        List<String> habits =
                chance.fork("beside " + node.name()).happens(0.3) ? List.of("looks", "writes") : List.of("looks");
        for (String habit : habits) {
            String name = node.name() + "." + habit;
            stubborn.add(new StubbornCaller(
                    name,
                    cluster.clientBeside(node),
                    cluster.scheduler(),
                    chance.fork(name),
                    shape.keys(),
                    habit.equals("writes"),
                    history));
        }
    }

    /** What the clients were told, by itself and against the committed logs. */
    private void judge() {
        ClusterMap map = cluster.zookeeper().currentMap().orElseThrow();
        CommittedState state = new CommittedState(cluster.invariants().logs().all(), key -> lineage(key, map));
        NumberOrder.check(history);
        AsOfReads.check(history);
        WriteOutcomes.check(history, state);
        PrefixReads.check(history, state);
        List<Key> keys =
                IntStream.range(0, shape.keys()).mapToObj(Workload::key).toList();
        new ScanPages(state, history, keys).check(pages);
        List<Call> calls = new ArrayList<>(KnownOutcomes.in(history, state));
        calls.addAll(ScanPages.asReads(pages));
        for (Call call : history) {
            if (call.action() instanceof Action.Put put && put.ttlMillis() > 0) {
                mayVanish(put, state, map).ifPresent(calls::add);
            }
        }
        Linearizability linearizability = new Linearizability(MAX_SEARCH_STEPS);
        linearizability.check(calls);
        undecidedKeys = linearizability.undecided();
    }

    /** The entry of a put may be gone from when some log's time was past its end; that it then is, is not promised. */
    private Optional<Call> mayVanish(Action.Put put, CommittedState state, ClusterMap map) {
        CommittedState.Version version = state.ofValue(put.value());
        long fromNanos = version == null
                ? Call.NEVER
                : lineage(put.key(), map).stream()
                        .mapToLong(one -> cluster.invariants().logTimes().reachedNanos(one, version.expiresAtMillis()))
                        .min()
                        .orElse(Call.NEVER);
        return fromNanos == Call.NEVER
                ? Optional.empty()
                : Optional.of(new Call(
                        "time",
                        new Action.Vanish(put.key(), put.value()),
                        fromNanos,
                        Call.NEVER,
                        new Ending.Unknown()));
    }

    private List<RangeId> lineage(Key key, ClusterMap map) {
        return cluster.invariants().logs().lineage(map.rangeOf(key.token()).id(), key.token());
    }

    private void awaitIdle() {
        long deadline = cluster.scheduler().nowNanos() + 20 * SECOND;
        while (callers.stream().anyMatch(Workload::isBusy) || stubborn.stream().anyMatch(StubbornCaller::isBusy)) {
            Violation.unless(
                    cluster.scheduler().nowNanos() < deadline, () -> "an operation does not end at its deadline");
            cluster.scheduler().runUntil(cluster.scheduler().nowNanos() + 100 * MILLIS);
        }
    }

    /** The cluster serves again: every key can be read. */
    private void readEverything() {
        int before = history.size();
        boolean[] done = new boolean[1];
        callers.get(0).readAll(() -> done[0] = true);
        long deadline = cluster.scheduler().nowNanos() + 20 * SECOND;
        while (!done[0] && cluster.scheduler().nowNanos() < deadline) {
            cluster.scheduler().runUntil(cluster.scheduler().nowNanos() + 20 * MILLIS);
        }
        boolean allRead = history.subList(before, history.size()).stream()
                .allMatch(call -> call.endedNanos() - call.invokedNanos() < 5 * SECOND);
        Violation.unless(done[0] && allRead, () -> "long after all was healed, reads are not answered");
    }

    private void awaitLevel() {
        Quiescence quiescence = new Quiescence(cluster);
        long deadline = cluster.scheduler().nowNanos() + 20 * SECOND;
        while (!quiescence.isLevel() && cluster.scheduler().nowNanos() < deadline) {
            cluster.scheduler().runUntil(cluster.scheduler().nowNanos() + 200 * MILLIS);
        }
    }

    /** All members are level and nobody writes: no tombstone is needed any more. */
    private void awaitRest() {
        Quiescence quiescence = new Quiescence(cluster);
        long deadline = cluster.scheduler().nowNanos() + REST_DEADLINE_NANOS;
        while (!quiescence.unrest().isEmpty()) {
            Violation.unless(
                    cluster.scheduler().nowNanos() < deadline,
                    () -> "long after all was healed, this is left: " + quiescence.unrest());
            cluster.scheduler().runUntil(cluster.scheduler().nowNanos() + 200 * MILLIS);
        }
    }

    private Map<String, Integer> counts() {
        TreeMap<String, Integer> counts = new TreeMap<>();
        faults.counts().forEach((kind, count) -> counts.put(kind.name().toLowerCase(Locale.ROOT), count));
        for (Call call : history) {
            counts.merge(call.ending().getClass().getSimpleName(), 1, Integer::sum);
        }
        counts.put("epochs", cluster.invariants().leaderships().epochs());
        counts.put("committed records", cluster.invariants().logs().size());
        counts.put("pages", pages.size());
        return counts;
    }
}
