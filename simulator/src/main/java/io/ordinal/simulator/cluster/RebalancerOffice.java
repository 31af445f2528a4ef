package io.ordinal.simulator.cluster;

import io.ordinal.protocol.Message;
import io.ordinal.rebalancer.RebalancerEffect;
import io.ordinal.rebalancer.RebalancerEvent;
import io.ordinal.ring.NodeId;
import io.ordinal.simulator.world.RarePath;
import io.ordinal.simulator.world.RarePaths;
import io.ordinal.simulator.world.Trace;
import io.ordinal.simulator.world.Violation;
import io.ordinal.simulator.world.ZooKeeperClient;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Carries out what a rebalancer's core asks for. */
final class RebalancerOffice {
    private final NodeId node;
    private final ZooKeeperClient zookeeper;
    private final BiConsumer<NodeId, Message> send;
    private final Consumer<RebalancerEvent> offer;
    private final Trace trace;
    private final RarePaths rarePaths;

    RebalancerOffice(
            NodeId node,
            ZooKeeperClient zookeeper,
            BiConsumer<NodeId, Message> send,
            Consumer<RebalancerEvent> offer,
            Trace trace,
            RarePaths rarePaths) {
        this.rarePaths = rarePaths;
        this.node = node;
        this.zookeeper = zookeeper;
        this.send = send;
        this.offer = offer;
        this.trace = trace;
    }

    void carryOut(RebalancerEffect effect) {
        if (effect instanceof RebalancerEffect.Send sending) {
            send.accept(sending.to(), sending.ack());
        } else if (effect instanceof RebalancerEffect.CreateMap create) {
            zookeeper.compareAndSetMap(
                    -1,
                    create.first(),
                    outcome -> offer.accept(new RebalancerEvent.MapWriteEnded(create.ticket(), outcome)));
        } else if (effect instanceof RebalancerEffect.WriteMap write) {
            zookeeper.compareAndSetMap(
                    write.expectedStoreVersion(),
                    write.next(),
                    outcome -> offer.accept(new RebalancerEvent.MapWriteEnded(write.ticket(), outcome)));
        } else if (effect instanceof RebalancerEffect.ReadBack read) {
            zookeeper.readMap(
                    found -> offer.accept(new RebalancerEvent.MapReadBack(read.ticket(), found.orElse(null), false)),
                    () -> offer.accept(new RebalancerEvent.MapReadBack(read.ticket(), null, true)));
        } else if (effect instanceof RebalancerEffect.FailStop stop) {
            throw new Violation("the rebalancer of " + node + " stopped itself: " + stop.why());
        } else if (effect instanceof RebalancerEffect.Announce announce) {
            trace.add(node.name(), effect.toString());
            if (announce.what().contains("return to their preferred")) {
                rarePaths.took(RarePath.LEADERSHIP_RETURNED);
            }
            if (announce.what().contains(" moves from ")) {
                rarePaths.took(RarePath.MOVE_COMMITTED);
            }
            if (announce.what().contains(" does not move to ")) {
                rarePaths.took(RarePath.MOVE_GIVEN_UP);
            }
            if (announce.what().contains("was absent for too long")) {
                rarePaths.took(RarePath.NODE_GIVEN_UP);
            }
        } else {
            trace.add(node.name(), effect.toString());
        }
    }
}
