package io.ordinal.launcher.chaos;

import io.ordinal.client.CommandOutcome;
import io.ordinal.client.MovesOutcome;
import io.ordinal.client.OrdinalClient;
import io.ordinal.launcher.chaos.Moment.Scene;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.MovesReply.MoveStatus;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Standing;
import io.ordinal.simulator.world.Chance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Lets a node join and be drained again and again, and does harm at every moment of it to everybody who takes part, one
 * strike after another, while callers go on. Every move must end, done or undone, and at the end every key and every history
 * is judged. For one thread.
 */
public final class Strikes {
    private static final Duration COMMAND_PATIENCE = Duration.ofSeconds(60);
    private static final Duration MOVES_PATIENCE = Duration.ofMillis(500);
    private static final Duration SERVED_PATIENCE = Duration.ofSeconds(60);
    private static final Duration REST_PATIENCE = Duration.ofMinutes(5);
    private static final long POLL_MILLIS = 2;
    private static final long DEAD_MILLIS = 500;

    /** Longer than any lease, any grant and any patience with somebody silent. */
    private static final long PAUSED_MILLIS = 1_500;

    /** A joining node comes, goes, comes: so often in a row without anything new to strike at, and it is over. */
    private static final int MOST_FRUITLESS = 4;

    private static final int NODES = 3;
    private static final int KEYS = 5_000;
    private static final int VALUE_BYTES = 1_000;
    private static final double PER_SECOND = 200;

    /** A copy of one range takes some hundred milliseconds by that. */
    private static final long COPY_BYTES_PER_SECOND = 400_000;

    private static final NodeId NEWCOMER = new NodeId("n" + (NODES + 1));

    private final ChaosCluster cluster;
    private final OrdinalClient client;
    private final Log log;
    private final List<Strike> pending;
    private final Map<Strike, Double> done = new HashMap<>();
    private final List<String> broken = new ArrayList<>();
    private NodeId sequencer;

    private Strikes(ChaosCluster cluster, OrdinalClient client, List<Strike> strikes, Log log) {
        this.cluster = cluster;
        this.client = client;
        this.pending = new ArrayList<>(strikes);
        this.log = log;
        this.sequencer = cluster.nodes().get(0).id();
    }

    /**
     * Starts a cluster, and does all there are.
     *
     * @param out hears what happens, a line at a time
     * @throws ChaosFailedException if it could not even begin
     */
    public static StrikesReport run(long seed, Path folder, Consumer<String> out) throws InterruptedException {
        return run(Strike.all(), seed, folder, out);
    }

    static StrikesReport run(List<Strike> strikes, long seed, Path folder, Consumer<String> out)
            throws InterruptedException {
        Log log = new Log(out);
        log.say("starting ZooKeeper and %d nodes in %s", NODES, folder);
        try (ChaosCluster cluster = ChaosCluster.start(folder, ClusterShape.forMeasurements(NODES));
                OrdinalClient client = cluster.connect()) {
            return new Strikes(cluster, client, strikes, log).run(Chance.ofSeed(seed));
        }
    }

    private StrikesReport run(Chance chance) throws InterruptedException {
        LoadedKeys keys = new LoadedKeys(KEYS, VALUE_BYTES);
        KeyStates states = new KeyStates(KEYS);
        KeyLoader.load(client, keys, log);
        HistoryKeys histories = new HistoryKeys(client, chance.fork("histories"));
        MovesLoad load = MovesLoad.begin(client, keys, states, histories, chance.fork("load"), PER_SECOND);
        try (load) {
            takeTurns();
        } catch (ChaosFailedException e) {
            broken.add(e.getMessage());
        }
        PhaseTally.Operations operations = load.take();
        LoadVerdict verdict = LoadVerdict.of(load, client, keys, states, histories, log);
        broken.addAll(verdict.broken());
        return new StrikesReport(
                done,
                pending,
                operations.count(),
                operations.failed(),
                KEYS,
                histories.count(),
                verdict.undecidedKeys(),
                broken);
    }

    private void takeTurns() throws InterruptedException {
        command(new ClusterCommand.SetThrottle(COPY_BYTES_PER_SECOND));
        noteSequencer();
        log.say("%s joins", NEWCOMER);
        cluster.add(NEWCOMER);
        strikeUntilRest(Standing.IN);
        int fruitless = 0;
        boolean drains = true;
        while (fruitless < MOST_FRUITLESS && (!pending.isEmpty() || drains)) {
            int before = pending.size();
            log.say("%s %s; %d strikes are still to come", NEWCOMER, drains ? "is drained" : "is added", before);
            strikeUntilRest(drains ? Standing.LEFT : Standing.IN);
            fruitless = pending.size() < before ? 0 : fruitless + 1;
            drains = !drains;
        }
    }

    /** Has the newcomer come or go, and strikes wherever there is something to strike at on the way. */
    private void strikeUntilRest(Standing wanted) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + REST_PATIENCE.toNanos();
        command(wanted == Standing.LEFT ? new ClusterCommand.Drain(NEWCOMER) : new ClusterCommand.Add(NEWCOMER));
        List<String> missing = Rest.missing(map(), NEWCOMER, wanted);
        while (!missing.isEmpty()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new ChaosFailedException(
                        NEWCOMER + " should be " + wanted + ", and it is not at rest after " + REST_PATIENCE.toSeconds()
                                + " s: " + missing.get(0) + ", and " + (missing.size() - 1) + " more");
            }
            Map<Moment, Scene> seen = Moment.seen(map(), moves());
            Optional<Strike> due = pending.stream()
                    .filter(strike -> seen.containsKey(strike.moment()))
                    .findFirst();
            if (due.isPresent()) {
                strike(due.get(), seen.get(due.get().moment()));
                deadlineNanos = System.nanoTime() + REST_PATIENCE.toNanos();
            } else {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
            missing = Rest.missing(map(), NEWCOMER, wanted);
        }
    }

    /** A command whose answer is lost is given again: twice does no harm. */
    private void command(ClusterCommand command) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + REST_PATIENCE.toNanos();
        while (!(client.sync().command(command, COMMAND_PATIENCE) instanceof CommandOutcome.Done)) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new ChaosFailedException("nobody takes the command " + command);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private void strike(Strike strike, Scene scene) throws InterruptedException {
        pending.remove(strike);
        switch (strike.victim()) {
            case LEADER -> strike(strike, cluster.node(scene.leader()));
            case TARGET -> strike(strike, cluster.node(scene.other()));
            case REBALANCER ->
                strike(strike, cluster.node(map().reign().holder().node()));
            case SEQUENCER -> strike(strike, cluster.node(sequencer));
            case ZOOKEEPER -> strikeZooKeeper(strike);
        }
        long undoneNanos = System.nanoTime();
        cluster.awaitServed(client, SERVED_PATIENCE);
        done.put(strike, (System.nanoTime() - undoneNanos) / 1e9);
        for (ChaosNode node : cluster.nodes()) {
            if (!node.process().isAlive()) {
                throw new ChaosFailedException("node " + node.id() + " stopped itself:\n"
                        + node.process().said());
            }
        }
        noteSequencer();
    }

    private void strike(Strike strike, ChaosNode node) throws InterruptedException {
        log.say("%s: %s", strike.words(), node.id());
        switch (strike.harm()) {
            case KILL -> {
                node.process().kill();
                TimeUnit.MILLISECONDS.sleep(DEAD_MILLIS);
                node.startAgain();
            }
            case PAUSE -> {
                node.process().pause();
                TimeUnit.MILLISECONDS.sleep(PAUSED_MILLIS);
                node.process().resume();
            }
        }
    }

    private void strikeZooKeeper(Strike strike) throws InterruptedException {
        log.say("%s", strike.words());
        switch (strike.harm()) {
            case KILL -> {
                cluster.killZooKeeper();
                TimeUnit.MILLISECONDS.sleep(DEAD_MILLIS);
                cluster.startZooKeeperAgain();
            }
            case PAUSE -> {
                cluster.pauseZooKeeper();
                TimeUnit.MILLISECONDS.sleep(PAUSED_MILLIS);
                cluster.resumeZooKeeper();
            }
        }
    }

    /** To ask for it when a strike is due would take until the moment is over. */
    private void noteSequencer() {
        cluster.sequencer(client).ifPresent(node -> sequencer = node.id());
    }

    private List<MoveStatus> moves() {
        return client.sync().moves(MOVES_PATIENCE) instanceof MovesOutcome.Known known ? known.moves() : List.of();
    }

    private ClusterMap map() {
        return client.cluster().mapIfAny().orElseThrow(() -> new ChaosFailedException("there is no cluster map"));
    }
}
