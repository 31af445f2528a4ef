package io.ordinal.client;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.ClientRequest;
import io.ordinal.protocol.StatusReply;
import io.ordinal.protocol.StatusRequest;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A question to one node after its state. It is asked twice at most: the first failure may be that of a connection
 * that an earlier run of the node left behind; a caller wants to hear soon that the node is down.
 */
final class PendingStatus extends Pending {
    private static final int MAX_TRIES = 2;

    private final NodeId node;
    private final Consumer<NodeStatus> to;
    private @Nullable Registration registration;
    private @Nullable StatusReply reply;

    PendingStatus(NodeId node, long deadlineNanos, Consumer<NodeStatus> to) {
        super(deadlineNanos);
        this.node = node;
        this.to = to;
    }

    @Override
    @Nullable
    Peer route(KnownCluster cluster, long nowNanos) {
        registration = cluster.present(node);
        Peer peer = cluster.of(node);
        if (peer == null) {
            note(Refusal.NO_ANSWER, node + " is not present, and its address is not known");
        }
        return peer;
    }

    @Override
    Step unroutable(KnownCluster cluster) {
        return cluster.map() == null && cluster.view().present().isEmpty() ? Step.RETRY : Step.DONE;
    }

    @Override
    ClientRequest request(long nowNanos) {
        return new StatusRequest();
    }

    @Override
    Step answered(Call call, ClientReply answer, long nowNanos) {
        if (answer instanceof StatusReply status && status.member().node().equals(node)) {
            reply = status;
            return Step.DONE;
        }
        if (answer instanceof StatusReply status) {
            note(Refusal.NO_ANSWER, call.peer.address + " is " + status.member() + " now, not " + node);
        } else {
            note(call, answer);
        }
        return again();
    }

    @Override
    Step broken(Call call, boolean mayHaveArrived, String reason) {
        note(Refusal.NO_ANSWER, call.peer.address + ": " + reason);
        return again();
    }

    private Step again() {
        return tries < MAX_TRIES ? Step.RETRY : Step.DONE;
    }

    @Override
    ClientEffect giveUp() {
        return outcome();
    }

    @Override
    ClientEffect outcome() {
        return new ClientEffect.Ended<>(to, new NodeStatus(node, registration, reply, reply == null ? why : ""));
    }
}
