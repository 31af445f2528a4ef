package io.ordinal.simulator;

import io.ordinal.simulator.cluster.Cluster;
import io.ordinal.simulator.cluster.SimNode;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.SimZooKeeper;
import java.util.Map;
import java.util.TreeMap;

/** What goes wrong in a run: one fault after another, several at a time, until all is healed. */
final class Faults {
    private static final long MILLIS = 1_000_000;
    private static final long MICROS = 1_000;

    private final Cluster cluster;
    private final Chance chance;
    private final long typicalPauseNanos;
    private final long typicalAbsenceNanos;
    private final TreeMap<String, Integer> counts = new TreeMap<>();
    private boolean over;

    Faults(Cluster cluster, Chance chance, long typicalPauseNanos, long typicalAbsenceNanos) {
        this.cluster = cluster;
        this.chance = chance;
        this.typicalPauseNanos = typicalPauseNanos;
        this.typicalAbsenceNanos = typicalAbsenceNanos;
    }

    /** Bad weather from now on, and faults until {@link #heal}. */
    void begin() {
        cluster.network()
                .weather(
                        chance.happens(0.5) ? 0 : chance.between(0, 50) / 1_000.0,
                        chance.between(0, 50) / 1_000.0,
                        chance.between(50, 800) * MICROS);
        cluster.zookeeper().weather(chance.between(0, 20) / 1_000.0, chance.between(0, 200) / 1_000.0);
        later();
    }

    /** The world is well again, and every node runs. */
    void heal() {
        over = true;
        cluster.network().heal();
        cluster.network().weather(0, 0, 100 * MICROS);
        cluster.zookeeper().gone(false);
        cluster.zookeeper().weather(0, 0);
        cluster.nodes().forEach(SimNode::start);
        cluster.nodes().forEach(node -> node.slowDisk(200 * MICROS));
    }

    /** How often each kind of fault happened. */
    Map<String, Integer> counts() {
        return counts;
    }

    private void later() {
        cluster.scheduler().after(chance.longTailed(typicalPauseNanos, 4 * typicalPauseNanos), () -> {
            if (!over) {
                next();
                later();
            }
        });
    }

    private void next() {
        SimNode victim = chance.pick(cluster.nodes());
        switch (chance.below(16)) {
            case 0, 1 -> crash(victim);
            case 2 -> crashAll();
            case 3 -> pause(victim);
            case 4, 5 -> isolate(victim);
            case 6 -> cutOneWay(victim);
            case 7 -> cutFromZooKeeper(victim);
            case 8 -> zooKeeperGone();
            case 9 -> expireSession(victim);
            case 10 -> jumpWallClock(victim);
            case 11 -> slowDisk(victim);
            case 12 -> loseTail(victim);
            case 13 -> rebuild(victim);
            default -> healWires();
        }
    }

    private void crash(SimNode victim) {
        count("crash");
        victim.crash();
        restartLater(victim, chance.longTailed(typicalAbsenceNanos, 20 * typicalAbsenceNanos));
    }

    private void crashAll() {
        count("crash of all");
        for (SimNode node : cluster.nodes()) {
            node.crash();
            restartLater(node, chance.longTailed(200 * MILLIS, 2_000 * MILLIS));
        }
    }

    private void loseTail(SimNode victim) {
        if (mayLose(victim)) {
            count("lost tail");
            victim.loseTail();
            restartLater(victim, chance.longTailed(400 * MILLIS, 8_000 * MILLIS));
        }
    }

    private void rebuild(SimNode victim) {
        if (mayLose(victim)) {
            count("rebuilt");
            victim.loseAll();
            restartLater(victim, chance.longTailed(400 * MILLIS, 8_000 * MILLIS));
        }
    }

    /** One disk at a time: the others hold what it lost, and it is brought level before the next one may lose anything. */
    private boolean mayLose(SimNode victim) {
        return victim.isUp() && cluster.nodes().stream().noneMatch(SimNode::isSuspect);
    }

    private void restartLater(SimNode node, long nanos) {
        cluster.scheduler().after(nanos, node::start);
    }

    private void pause(SimNode victim) {
        count("pause");
        victim.pause(chance.longTailed(250 * MILLIS, 6_000 * MILLIS));
    }

    private void isolate(SimNode victim) {
        count("partition");
        for (SimNode other : cluster.nodes()) {
            if (other != victim) {
                cluster.network().cut(victim.name(), other.name());
                cluster.network().cut(other.name(), victim.name());
            }
        }
        if (chance.happens(0.5)) {
            cluster.network().cut(victim.name(), SimZooKeeper.ADDRESS);
        }
        healLater();
    }

    private void cutOneWay(SimNode victim) {
        count("one-way cut");
        cluster.network().cut(victim.name(), chance.pick(cluster.nodes()).name());
        healLater();
    }

    private void cutFromZooKeeper(SimNode victim) {
        count("cut from ZooKeeper");
        if (chance.happens(0.7)) {
            cluster.network().cut(victim.name(), SimZooKeeper.ADDRESS);
        }
        cluster.network().cut(SimZooKeeper.ADDRESS, victim.name());
        healLater();
    }

    private void zooKeeperGone() {
        count("ZooKeeper gone");
        cluster.zookeeper().gone(true);
        cluster.scheduler()
                .after(
                        chance.longTailed(600 * MILLIS, 8_000 * MILLIS),
                        () -> cluster.zookeeper().gone(false));
    }

    private void expireSession(SimNode victim) {
        count("session expiry");
        cluster.zookeeper().expireSessionOf(victim.id());
    }

    private void jumpWallClock(SimNode victim) {
        count("wall clock jump");
        victim.jumpWallClock(chance.between(-100_000, 100_000));
    }

    private void slowDisk(SimNode victim) {
        count("slow disk");
        victim.slowDisk(chance.happens(0.5) ? chance.between(5, 80) * MILLIS : 200 * MICROS);
    }

    private void healWires() {
        count("heal");
        cluster.network().heal();
    }

    private void healLater() {
        cluster.scheduler()
                .after(
                        chance.longTailed(800 * MILLIS, 6_000 * MILLIS),
                        () -> cluster.network().heal());
    }

    private void count(String kind) {
        counts.merge(kind, 1, Integer::sum);
    }
}
