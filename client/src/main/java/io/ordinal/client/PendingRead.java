package io.ordinal.client;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.ClientRequest;
import io.ordinal.protocol.Entry;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.ReadReply;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.ring.Key;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A read of one key. A late answer is as good as one in time, since whoever answered did so after the read began. At a
 * replica each failure turns to the next one.
 */
final class PendingRead extends Pending {
    /** How long one replica may wait to reach the number asked for, before another is asked. */
    private static final long MAX_WAIT_MILLIS = 250;

    private final Key key;
    private final ReadMode mode;
    private final Consumer<ReadOutcome> to;
    private @Nullable ReadOutcome outcome;

    PendingRead(Key key, ReadMode mode, long deadlineNanos, Consumer<ReadOutcome> to) {
        super(deadlineNanos);
        this.key = key;
        this.mode = mode;
        this.to = to;
    }

    @Override
    @Nullable
    Peer route(KnownCluster cluster, long nowNanos) {
        return routeTo(cluster, key.token(), atLeader(), nowNanos);
    }

    private boolean atLeader() {
        return mode instanceof ReadMode.Linearizable;
    }

    @Override
    ClientRequest request(long nowNanos) {
        long leftMillis = Math.max(1, (deadlineNanos - nowNanos) / 1_000_000);
        int waitMillis = mode instanceof ReadMode.AtLeast ? (int) Math.min(leftMillis, MAX_WAIT_MILLIS) : 0;
        return new ReadRequest(key, mode, waitMillis);
    }

    @Override
    Step answered(Call call, ClientReply reply, long nowNanos) {
        if (!(reply instanceof ReadReply read)) {
            note(call, reply);
            return Step.RETRY;
        }
        if (mode instanceof ReadMode.AtLeast atLeast && read.asOfSequence() < atLeast.sequence()) {
            note(Refusal.NOT_REACHED, call.peer.address + " answered as of #" + read.asOfSequence());
            return Step.RETRY;
        }
        Entry entry = read.entry();
        outcome = entry == null
                ? new ReadOutcome.NotFound(read.asOfSequence())
                : new ReadOutcome.Found(entry, read.asOfSequence());
        return Step.DONE;
    }

    @Override
    Step broken(Call call, boolean mayHaveArrived, String reason) {
        note(Refusal.NO_ANSWER, call.peer.address + ": " + reason);
        return atLeader() || !hasUntriedReplica() ? Step.RETRY : Step.AGAIN;
    }

    @Override
    ClientEffect giveUp() {
        return new ClientEffect.Ended<>(to, new ReadOutcome.Failed(refusal, why));
    }

    @Override
    ClientEffect outcome() {
        return outcome == null ? giveUp() : new ClientEffect.Ended<>(to, outcome);
    }
}
