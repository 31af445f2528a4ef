package io.ordinal.node;

import io.ordinal.protocol.CopyPage;
import io.ordinal.protocol.Position;
import io.ordinal.ring.NodeId;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The one copy that a replica takes at a time, and from whom. */
final class Copying {
    private final DurableRange durable;
    private final RetryMemory retries;
    private final Applier applier;
    private final NodeTimes times;
    private final Turn turn;
    private final Flow flow;
    private final BooleanSupplier isTarget;
    private final LongConsumer whenWhole;
    private @Nullable CopyIn copyIn;

    /**
     * @param isTarget whether the replica is the target of a move: what is wrong with it cannot be mended by laying a copy
     *     over it, and it has no vote that could need what it has
     * @param whenWhole is told the epoch of a copy that is durable and whole
     */
    Copying(
            DurableRange durable,
            RetryMemory retries,
            Applier applier,
            NodeTimes times,
            Turn turn,
            Flow flow,
            BooleanSupplier isTarget,
            LongConsumer whenWhole) {
        this.durable = durable;
        this.retries = retries;
        this.applier = applier;
        this.times = times;
        this.turn = turn;
        this.flow = flow;
        this.isTarget = isTarget;
        this.whenWhole = whenWhole;
    }

    /** Copies from {@code source}, unless that is under way; a copy from somebody else is given up for it. */
    void from(NodeId source, long epoch) {
        CopyIn running = copyIn;
        if (running != null && (running.isWhole() || (running.source().equals(source) && running.epoch() == epoch))) {
            return;
        }
        abandon();
        boolean isFromScratch = durable.isSuspect() || isTarget.getAsBoolean();
        if (isFromScratch) {
            forget();
        }
        flow.copyBegins();
        copyIn = new CopyIn(durable, retries, applier, source, epoch, times, turn, flow, () -> {
            end();
            whenWhole.accept(epoch);
        });
        if (isFromScratch) {
            // Behind the copy's beginning, and before its first page: what is asked for now comes in a later turn.
            turn.whenDurable(() -> turn.change(new TableBatch.Drop(durable.range(), durable.tokens())));
        }
    }

    /**
     * A suspect member's table may be older than what all others have passed for good, tombstones among it, so nothing is
     * laid over it.
     */
    private void forget() {
        note(new JournalRecord.Dropped(durable.range(), durable.tenure()));
        note(new JournalRecord.Created(durable.range(), durable.tenure(), durable.tokens()));
        applier.copied(Position.START);
    }

    private void note(JournalRecord.OfRange fact) {
        durable.apply(fact);
        turn.append(fact);
    }

    void take(NodeId from, CopyPage page) {
        if (copyIn != null) {
            copyIn.take(from, page);
        }
    }

    void lost(NodeId peer) {
        if (copyIn != null && copyIn.source().equals(peer)) {
            giveUp();
        }
    }

    /** Ends a copy that has not all its pages; one that has goes on to its end. */
    void giveUp() {
        if (copyIn != null && !copyIn.isWhole()) {
            abandon();
        }
    }

    /** Ends whatever is under way: the replica leaves the node. */
    void abandon() {
        if (copyIn != null) {
            copyIn.abandon();
            end();
        }
    }

    private void end() {
        if (copyIn != null) {
            copyIn = null;
            flow.copyEnds();
        }
    }

    void tick() {
        if (copyIn != null) {
            copyIn.tick();
        }
    }
}
