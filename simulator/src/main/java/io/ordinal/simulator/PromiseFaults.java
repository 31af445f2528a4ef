package io.ordinal.simulator;

import io.ordinal.node.JournalRecord;
import io.ordinal.ring.Member;
import io.ordinal.ring.RangeAssignment;
import io.ordinal.simulator.cluster.Cluster;
import io.ordinal.simulator.cluster.SimNode;
import io.ordinal.simulator.world.Chance;
import io.ordinal.simulator.world.SimZooKeeper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What goes wrong just as a member promises an epoch. A promise is on disk so soon after it was asked for that the power
 * seldom fails between the two by accident.
 */
final class PromiseFaults {
    private static final long MILLIS = 1_000_000;
    private static final long TRAP_NANOS = 3_000 * MILLIS;

    private final Cluster cluster;
    private final Chance chance;
    private final List<Trap> traps = new ArrayList<>();
    private boolean over;

    /** Springs once, when the member writes the promise of an epoch above the one that the range was led in. */
    private record Trap(SimNode node, RangeAssignment range, long untilNanos, Runnable consequences) {
        boolean isSprungBy(SimNode by, JournalRecord.Promise promise) {
            return node == by && range.id().equals(promise.range()) && promise.epoch() > range.epoch();
        }
    }

    PromiseFaults(Cluster cluster, Chance chance) {
        this.cluster = cluster;
        this.chance = chance;
        cluster.whenPromised(this::promised);
    }

    /** Nothing of this happens any more. */
    void end() {
        over = true;
        traps.clear();
    }

    /**
     * A leader is cut off from everybody, and one of its members from the others, for longer than it has lent a lease.
     * When the others reach it and ask for its promise its power fails before that is on disk; what it said meanwhile
     * arrives. Then it reaches the leader of old and nobody else: did it count for the new one, it must not for the
     * old.
     */
    void forgottenPromise() {
        List<RangeAssignment> led = cluster.zookeeper().currentMap().stream()
                .flatMap(map -> map.ranges().stream())
                .filter(range -> range.leader() != null && range.members().size() > 2)
                .toList();
        if (led.isEmpty()) {
            return;
        }
        RangeAssignment range = chance.pick(led);
        Member leader = range.leaderIfAny().orElseThrow();
        SimNode old = cluster.node(leader);
        SimNode forgetful = cluster.node(chance.pick(range.members().stream()
                .filter(member -> !member.equals(leader))
                .toList()));
        List<String> others = cluster.nodes().stream()
                .filter(node -> node != old && node != forgetful)
                .map(SimNode::name)
                .toList();
        Runnable reached = cluster.network().cutBetween(List.of(old.name()), List.of(forgetful.name()));
        List<String> rest =
                Stream.concat(others.stream(), Stream.of(SimZooKeeper.ADDRESS)).toList();
        Runnable found = cluster.network().cutBetween(List.of(old.name()), rest);
        Runnable asked = cluster.network().cutBetween(List.of(forgetful.name()), others);
        later(chance.between(400, 1_400), asked);
        later(chance.between(3_500, 5_000), () -> {
            reached.run();
            found.run();
        });
        long untilNanos = cluster.scheduler().nowNanos() + TRAP_NANOS;
        traps.add(new Trap(forgetful, range, untilNanos, () -> {
            // What was sent with the promise is under way; the record of it is not on disk.
            cluster.scheduler().after(1, forgetful::crash);
            later(chance.between(4, 40), () -> {
                later(chance.between(500, 1_500), cluster.network().cutBetween(List.of(forgetful.name()), others));
                reached.run();
                forgetful.start();
            });
        }));
    }

    private void promised(SimNode node, JournalRecord.Promise promise) {
        traps.removeIf(trap -> trap.untilNanos() < cluster.scheduler().nowNanos());
        List<Trap> sprung = traps.stream()
                .filter(trap -> trap.isSprungBy(node, promise))
                .limit(1)
                .toList();
        traps.removeAll(sprung);
        sprung.forEach(trap -> trap.consequences().run());
    }

    private void later(long millis, Runnable what) {
        cluster.scheduler().after(millis * MILLIS, () -> {
            if (!over) {
                what.run();
            }
        });
    }
}
