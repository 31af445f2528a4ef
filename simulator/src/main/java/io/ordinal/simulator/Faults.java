package io.ordinal.simulator;

import io.ordinal.simulator.cluster.Cluster;
import io.ordinal.simulator.cluster.SimNode;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.Network;
import io.ordinal.simulator.world.ZooKeeperWeather;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What goes wrong in a run: one fault after another, several at a time, until all is healed. */
final class Faults {
    private static final long MILLIS = 1_000_000;
    private static final long MICROS = 1_000;
    private static final long USUAL_FORCE_NANOS = 200 * MICROS;

    private final Cluster cluster;
    private final NetworkFaults network;
    private final Operator operator;
    private final MoveFaults moves;
    private final PromiseFaults promises;
    private final ReshapeFaults reshapes;
    private final Chance chance;
    private final long typicalPauseNanos;
    private final long typicalAbsenceNanos;
    private final List<FaultKind> dice = new ArrayList<>();
    private final TreeMap<FaultKind, Integer> counts = new TreeMap<>();
    private boolean over;

    Faults(Cluster cluster, Chance chance, long typicalPauseNanos, long typicalAbsenceNanos, Set<FaultKind> kinds) {
        this.cluster = cluster;
        this.chance = chance;
        this.network = new NetworkFaults(cluster, chance);
        this.operator = new Operator(cluster, chance);
        this.moves = new MoveFaults(cluster, operator, chance.fork("moves"));
        this.promises = new PromiseFaults(cluster, chance.fork("promises"));
        this.reshapes = new ReshapeFaults(cluster, operator, chance.fork("reshapes"));
        this.typicalPauseNanos = typicalPauseNanos;
        this.typicalAbsenceNanos = typicalAbsenceNanos;
        for (FaultKind kind : FaultKind.values()) {
            for (int i = 0; i < kind.weight() && kinds.contains(kind); i++) {
                dice.add(kind);
            }
        }
    }

    /** Bad weather from now on, and faults until {@link #heal}. */
    void begin() {
        cluster.network().weather(Network.Weather.bad(chance));
        cluster.zookeeper().weather(ZooKeeperWeather.bad(chance));
        if (!dice.isEmpty()) {
            later();
        }
    }

    /** The world is well again, and every node runs that still can. */
    void heal() {
        over = true;
        moves.end();
        promises.end();
        reshapes.end();
        cluster.network().heal();
        cluster.loseNothing();
        cluster.network().weather(Network.Weather.FINE);
        cluster.zookeeper().gone(false);
        cluster.zookeeper().weather(ZooKeeperWeather.FINE);
        cluster.zookeeper().catchUp();
        for (int i = 0; i < 4; i++) {
            cluster.scheduler().after(i * 1_000L * MILLIS, operator::rests);
        }
        for (SimNode node : cluster.nodes()) {
            node.start();
            node.slowDisk(USUAL_FORCE_NANOS);
            node.diskFull(false);
        }
    }

    /** How often each kind of fault happened. */
    Map<FaultKind, Integer> counts() {
        return counts;
    }

    private void later() {
        cluster.scheduler().after(chance.longTailed(typicalPauseNanos, 4 * typicalPauseNanos), () -> {
            if (!over) {
                FaultKind kind = chance.pick(dice);
                SimNode victim = victim();
                if (may(kind, victim)) {
                    counts.merge(kind, 1, Integer::sum);
                    happen(kind, victim);
                }
                later();
            }
        });
    }

    /** Anybody, and often somebody whose loss is felt: who leads a range, or is the sequencer. */
    private SimNode victim() {
        List<SimNode> inOffice = chance.happens(0.3)
                ? cluster.leaders()
                : chance.happens(0.3) ? cluster.sequencer().stream().toList() : List.of();
        return chance.pick(inOffice.isEmpty() ? cluster.nodes() : inOffice);
    }

    private boolean may(FaultKind kind, SimNode victim) {
        if (kind.isForGood()) {
            return cluster.mayLoseDisk();
        }
        return !kind.losesWhatWasForced() || (victim.isUp() && cluster.hasDiskToLose());
    }

    private void happen(FaultKind kind, SimNode victim) {
        switch (kind) {
            case CRASH -> {
                victim.crash();
                startLater(victim);
            }
            case QUICK_RESTART -> {
                victim.crash();
                cluster.scheduler().after(chance.between(5, 150) * MILLIS, victim::start);
            }
            case LONG_CRASH -> {
                victim.crash();
                cluster.scheduler().after(chance.between(2_000, 8_000) * MILLIS, victim::start);
            }
            case CRASH_OF_ALL ->
                cluster.nodes().forEach(node -> {
                    node.crash();
                    startLater(node);
                });
            case PAUSE ->
                victim.pause(
                        chance.happens(0.5)
                                ? chance.longTailed(250 * MILLIS, 6_000 * MILLIS)
                                : chance.between(300, 3_000) * MILLIS);
            case PARTITION -> network.partition();
            case ISLAND -> network.island(victim);
            case STRANDED -> network.stranded(victim);
            case ONE_WAY_CUT -> network.oneWayCut(victim);
            case BRIDGE -> network.bridge(victim);
            case SLOW_PATH -> network.slowPath(victim);
            case ONE_KIND_LOST -> network.oneKindLost();
            case BAD_PORT -> network.badPort(victim);
            case CONNECTIONS_BREAK -> chance.pick(cluster.clients()).breakConnections();
            case PEER_CONNECTION_BREAKS -> network.connectionBreaks(victim);
            case PEER_CONNECTIONS_BREAK -> network.allConnectionsBreak(victim);
            case CUT_FROM_ZOOKEEPER -> network.cutFromZooKeeper(victim);
            case ZOOKEEPER_GONE -> zooKeeperGone();
            case SESSION_EXPIRY -> cluster.zookeeper().expireSessionOf(victim.id());
            case WALL_CLOCK_JUMP ->
                victim.jumpWallClock(
                        chance.happens(0.5) ? chance.between(-3_000, 3_000) : chance.between(-100_000, 100_000));
            case SLOW_DISK -> victim.slowDisk(chance.happens(0.5) ? chance.between(5, 80) * MILLIS : USUAL_FORCE_NANOS);
            case FAILED_FORCE -> victim.failNextForce(() -> startLater(victim));
            case FULL_DISK -> fullDisk(victim);
            case WIPED_DISK -> {
                victim.wipe();
                startLater(victim);
            }
            case FLIPPED_BIT -> {
                victim.damage();
                startLater(victim);
            }
            case LOST_TAIL -> {
                victim.loseTail();
                startLater(victim);
            }
            case REBUILT -> {
                victim.loseAll();
                startLater(victim);
            }
            case NODE_JOINS -> cluster.join();
            case OPERATOR -> operator.acts(victim);
            case PARTED_BY_A_MOVE -> moves.partedByAMove();
            case OLDER_MAP -> moves.olderMap();
            case THERE_AND_BACK -> moves.thereAndBack();
            case STRUCK_BY_A_RESHAPE -> reshapes.struckByAReshape();
            case TO_AND_FRO -> reshapes.toAndFro();
            case FORGOTTEN_PROMISE -> promises.forgottenPromise();
        }
    }

    private void startLater(SimNode node) {
        cluster.scheduler().after(chance.longTailed(typicalAbsenceNanos, 20 * typicalAbsenceNanos), node::start);
    }

    private void zooKeeperGone() {
        cluster.zookeeper().gone(true);
        cluster.scheduler()
                .after(
                        chance.longTailed(600 * MILLIS, 8_000 * MILLIS),
                        () -> cluster.zookeeper().gone(false));
    }

    private void fullDisk(SimNode victim) {
        victim.diskFull(true);
        cluster.scheduler().after(chance.longTailed(700 * MILLIS, 5_000 * MILLIS), () -> victim.diskFull(false));
    }
}
