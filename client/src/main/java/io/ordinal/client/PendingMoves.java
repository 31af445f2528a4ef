package io.ordinal.client;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.ClientRequest;
import io.ordinal.protocol.MovesReply;
import io.ordinal.protocol.MovesRequest;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.NodeId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A question after the moves, asked of the rebalancer in office, whoever that is by then. */
final class PendingMoves extends Pending {
    private final Consumer<MovesOutcome> to;
    private @Nullable NodeId routed;
    private @Nullable NodeId asked;
    private @Nullable MovesOutcome outcome;

    PendingMoves(long deadlineNanos, Consumer<MovesOutcome> to) {
        super(deadlineNanos);
        this.to = to;
    }

    @Override
    @Nullable
    Peer route(KnownCluster cluster, long nowNanos) {
        ClusterMap map = cluster.map();
        routed = map == null ? null : map.reign().holder().node();
        return routeToRebalancer(cluster);
    }

    @Override
    ClientRequest request(long nowNanos) {
        asked = routed;
        return new MovesRequest();
    }

    @Override
    Step answered(Call call, ClientReply reply, long nowNanos) {
        if (!(reply instanceof MovesReply answer)) {
            note(call, reply);
            return Step.RETRY;
        }
        if (call != awaited || asked == null) {
            return Step.STAY;
        }
        if (!answer.inOffice()) {
            note(Refusal.NO_REBALANCER, call.peer.address + " is not the rebalancer any more, and nobody else yet");
            return Step.RETRY;
        }
        outcome = new MovesOutcome.Known(asked, answer.mapVersion(), answer.moves());
        return Step.DONE;
    }

    @Override
    Step broken(Call call, boolean mayHaveArrived, String reason) {
        note(Refusal.NO_ANSWER, call.peer.address + ": " + reason);
        return Step.RETRY;
    }

    @Override
    ClientEffect giveUp() {
        return new ClientEffect.Ended<>(to, new MovesOutcome.Failed(refusal, why));
    }

    @Override
    ClientEffect outcome() {
        if (outcome == null) {
            throw new IllegalStateException("the question after the moves has no answer yet");
        }
        return new ClientEffect.Ended<>(to, outcome);
    }
}
