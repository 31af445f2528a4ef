package io.ordinal.simulator;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.KnownNode;
import io.ordinal.ring.NodeId;
import io.ordinal.simulator.cluster.Cluster;
import io.ordinal.simulator.cluster.SimNode;
import io.ordinal.simulator.world.Chance;
import java.util.List;

/** Somebody who adds, drains and replaces nodes without waiting for one to end before the next begins. */
final class Operator {
    private final Cluster cluster;
    private final Chance chance;

    Operator(Cluster cluster, Chance chance) {
        this.cluster = cluster;
        this.chance = chance;
    }

    void acts(SimNode on) {
        switch (chance.below(8)) {
            case 0, 1, 2 -> cluster.command(new ClusterCommand.Drain(on.id()));
            case 3, 4 -> cluster.command(new ClusterCommand.Add(on.id()));
            case 5 -> {
                SimNode by = chance.pick(cluster.nodes());
                cluster.command(new ClusterCommand.Replace(on.id(), by.id()));
            }
            case 6 -> cancelSomething();
            default -> {
                cluster.command(new ClusterCommand.SetPaused(true));
                cluster.scheduler()
                        .after(
                                chance.between(200, 3_000) * 1_000_000,
                                () -> cluster.command(new ClusterCommand.SetPaused(false)));
            }
        }
    }

    /** Something is to move: a node that holds nothing is added, or one that holds something makes room for it. */
    void movesSomething() {
        List<KnownNode> known =
                cluster.zookeeper().currentMap().map(ClusterMap::nodes).orElse(List.of());
        List<NodeId> off = known.stream()
                .filter(node -> !node.standing().isOnRing())
                .map(node -> node.member().node())
                .toList();
        List<NodeId> on = known.stream()
                .filter(node -> node.standing().isOnRing())
                .map(node -> node.member().node())
                .toList();
        if (on.isEmpty()) {
            return;
        }
        if (off.isEmpty()) {
            cluster.command(new ClusterCommand.Drain(chance.pick(on)));
        } else if (chance.happens(0.5)) {
            cluster.command(new ClusterCommand.Add(chance.pick(off)));
        } else {
            cluster.command(new ClusterCommand.Replace(chance.pick(on), chance.pick(off)));
        }
    }

    /** What was paused goes on. */
    void rests() {
        cluster.command(new ClusterCommand.SetPaused(false));
    }

    private void cancelSomething() {
        List<Long> moves = cluster.zookeeper().currentMap().stream()
                .flatMap(map -> map.ranges().stream())
                .flatMap(range -> range.moveIfAny().stream())
                .map(move -> move.id())
                .toList();
        if (!moves.isEmpty()) {
            cluster.command(new ClusterCommand.CancelMove(chance.pick(moves)));
        }
    }
}
