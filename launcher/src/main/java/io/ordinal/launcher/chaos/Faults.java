package io.ordinal.launcher.chaos;

import io.ordinal.client.OrdinalClient;
import io.ordinal.faults.tcp.Direction;
import io.ordinal.simulator.world.Chance;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Two hands that do harm and undo it, each one fault after another, so that two may overlap. The seed decides which faults,
 * on whom and for how long; when a process feels them is decided by the machine.
 */
final class Faults implements AutoCloseable {
    private static final int HANDS = 2;
    private static final int MOST_REST_MILLIS = 2_500;
    private static final String ZOOKEEPER = "zookeeper";

    private final ChaosCluster cluster;
    private final List<FaultKind> kinds;
    private final Log log;
    private final OrdinalClient client;
    private final Victims victims = new Victims();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Thread> hands = new ArrayList<>();
    private final Map<FaultKind, Integer> counts = new EnumMap<>(FaultKind.class);
    private @Nullable RuntimeException failure;

    private Faults(ChaosCluster cluster, List<FaultKind> kinds, Log log) {
        this.cluster = cluster;
        this.kinds = List.copyOf(kinds);
        this.log = log;
        this.client = cluster.connect();
    }

    /** Begins; nothing happens if no kind is given. */
    static Faults begin(ChaosCluster cluster, List<FaultKind> kinds, Chance chance, Log log) {
        Faults faults = new Faults(cluster, kinds, log);
        for (int i = 0; i < HANDS && !kinds.isEmpty(); i++) {
            Chance own = chance.fork("hand " + i);
            Thread hand = new Thread(() -> faults.run(own), "chaos-hand-" + i);
            hand.setDaemon(true);
            faults.hands.add(hand);
            hand.start();
        }
        return faults;
    }

    /** How often each was done. */
    synchronized Map<String, Integer> counts() {
        Map<String, Integer> words = new TreeMap<>();
        counts.forEach((kind, count) -> words.put(kind.words(), count));
        return words;
    }

    /**
     * The nodes that have stopped by themselves though nothing was done to them.
     *
     * @throws ChaosFailedException if a fault could not be done or undone
     */
    List<ChaosNode> stoppedThemselves() {
        RuntimeException failed = failureIfAny();
        if (failed != null) {
            throw failed;
        }
        List<ChaosNode> stoppedNodes = new ArrayList<>();
        for (ChaosNode node : cluster.nodes()) {
            String name = node.id().name();
            if (victims.take(name)) {
                if (!node.process().isAlive()) {
                    stoppedNodes.add(node);
                }
                victims.release(name);
            }
        }
        return stoppedNodes;
    }

    /** Undoes what is being done, and does no more. */
    void stop() throws InterruptedException {
        stopped.countDown();
        for (Thread hand : hands) {
            hand.join();
        }
        RuntimeException failed = failureIfAny();
        if (failed != null) {
            throw failed;
        }
    }

    /** Does no more, and leaves what was done as it is: the cluster is given up. No process is started after this. */
    @Override
    public void close() {
        stopped.countDown();
        hands.forEach(Thread::interrupt);
        boolean interrupted = false;
        for (Thread hand : hands) {
            while (hand.isAlive()) {
                try {
                    hand.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        client.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Chance chance) {
        try {
            while (!rest(chance.between(0, MOST_REST_MILLIS))) {
                FaultKind kind = chance.pick(kinds);
                int number = chance.below(cluster.nodes().size());
                long millis = chance.between(kind.leastMillis(), kind.mostMillis());
                suffer(kind, number, millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void suffer(FaultKind kind, int number, long millis) throws InterruptedException {
        Optional<ChaosNode> node =
                kind.isOnAnyNode() ? Optional.of(cluster.nodes().get(number)) : Optional.empty();
        if (kind == FaultKind.SEQUENCER) {
            node = cluster.sequencer(client);
            if (node.isEmpty()) {
                return;
            }
        }
        String victim = node.map(each -> each.id().name()).orElse(ZOOKEEPER);
        if (!victims.take(victim)) {
            return;
        }
        log.say("%s: %s for %d ms", kind.words(), victim, millis);
        count(kind);
        if (node.isEmpty()) {
            cluster.killZooKeeper();
            rest(millis);
            cluster.startZooKeeperAgain();
        } else {
            begin(kind, node.get());
            rest(millis);
            end(kind, node.get());
        }
        log.say("%s: %s is over", kind.words(), victim);
        victims.release(victim);
    }

    private static void begin(FaultKind kind, ChaosNode node) throws InterruptedException {
        switch (kind) {
            case KILL, SEQUENCER, ZOOKEEPER_KILL -> node.process().kill();
            case PAUSE -> node.process().pause();
            case CUT -> node.peers().cut();
            case DEAF -> node.peers().stall(Direction.TO_SERVER);
            case MUTE -> node.peers().stall(Direction.TO_CLIENT);
            case ZOOKEEPER_CUT -> node.zookeeper().cut();
            case ZOOKEEPER_SILENT -> {
                node.zookeeper().stall(Direction.TO_SERVER);
                node.zookeeper().stall(Direction.TO_CLIENT);
            }
            case DISK_FULL -> disk(node).fill();
            case FAILED_FORCE -> node.failForces();
        }
    }

    private void end(FaultKind kind, ChaosNode node) throws InterruptedException {
        switch (kind) {
            case KILL, SEQUENCER, ZOOKEEPER_KILL -> node.startAgain();
            case PAUSE -> node.process().resume();
            case CUT, DEAF, MUTE -> node.peers().mend();
            case ZOOKEEPER_CUT, ZOOKEEPER_SILENT -> node.zookeeper().mend();
            case DISK_FULL -> endDiskFull(node);
            case FAILED_FORCE -> {
                if (node.endFailingForces()) {
                    log.say("%s: %s stopped itself, as it must", kind.words(), node.id());
                }
            }
        }
    }

    /** A node that could not write stops itself, and an operator who made space starts it again. */
    private static void endDiskFull(ChaosNode node) throws InterruptedException {
        disk(node).empty();
        if (!node.process().isAlive()) {
            node.startAgain();
        }
    }

    private static SmallDisk disk(ChaosNode node) {
        return node.disk().orElseThrow(() -> new ChaosFailedException(node.id() + " has no disk that can be filled"));
    }

    /** @return whether nothing more is to be done */
    private boolean rest(long millis) throws InterruptedException {
        return stopped.await(millis, TimeUnit.MILLISECONDS);
    }

    private synchronized void count(FaultKind kind) {
        counts.merge(kind, 1, Integer::sum);
    }

    private synchronized void fail(RuntimeException why) {
        failure = why;
    }

    private synchronized @Nullable RuntimeException failureIfAny() {
        return failure;
    }
}
