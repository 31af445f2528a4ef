package io.ordinal.simulator.cluster;

import io.ordinal.protocol.Grant;
import io.ordinal.protocol.Message;
import io.ordinal.ring.NodeId;
import io.ordinal.sequencer.SequencerEffect;
import io.ordinal.sequencer.SequencerEvent;
import io.ordinal.simulator.check.Invariants;
import io.ordinal.simulator.world.RarePaths;
import io.ordinal.simulator.world.Trace;
import io.ordinal.simulator.world.Violation;
import io.ordinal.simulator.world.ZooKeeperClient;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Carries out what a sequencer's core asks for. */
final class SequencerOffice {
    private final NodeId node;
    private final ZooKeeperClient zookeeper;
    private final BiConsumer<NodeId, Message> send;
    private final Consumer<SequencerEvent> offer;
    private final Invariants invariants;
    private final RarePaths rarePaths;
    private final Trace trace;

    SequencerOffice(
            NodeId node,
            ZooKeeperClient zookeeper,
            BiConsumer<NodeId, Message> send,
            Consumer<SequencerEvent> offer,
            Invariants invariants,
            RarePaths rarePaths,
            Trace trace) {
        this.node = node;
        this.zookeeper = zookeeper;
        this.send = send;
        this.offer = offer;
        this.invariants = invariants;
        this.rarePaths = rarePaths;
        this.trace = trace;
    }

    /** The core decides to issue: that, not the sending, is what its lease must cover. */
    void decided(SequencerEffect effect) {
        if (effect instanceof SequencerEffect.Send sending && sending.message() instanceof Grant grant) {
            invariants.granted(grant);
        }
    }

    void carryOut(SequencerEffect effect) {
        if (effect instanceof SequencerEffect.Send sending) {
            rarePaths.sent(node, sending.message(), 0);
            send.accept(sending.to(), sending.message());
        } else if (effect instanceof SequencerEffect.CreateRecord create) {
            zookeeper.compareAndSetSequencer(
                    -1,
                    create.first(),
                    outcome -> offer.accept(new SequencerEvent.RecordWriteEnded(create.ticket(), outcome)));
        } else if (effect instanceof SequencerEffect.WriteRecord write) {
            zookeeper.compareAndSetSequencer(
                    write.expectedStoreVersion(),
                    write.next(),
                    outcome -> offer.accept(new SequencerEvent.RecordWriteEnded(write.ticket(), outcome)));
        } else if (effect instanceof SequencerEffect.ReadBack read) {
            zookeeper.readSequencer(
                    found -> offer.accept(new SequencerEvent.RecordReadBack(read.ticket(), found.orElse(null), false)),
                    () -> offer.accept(new SequencerEvent.RecordReadBack(read.ticket(), null, true)));
        } else if (effect instanceof SequencerEffect.FailStop stop) {
            throw new Violation("the sequencer of " + node + " stopped itself: " + stop.why());
        } else {
            trace.add(node.name(), effect.toString());
        }
    }
}
