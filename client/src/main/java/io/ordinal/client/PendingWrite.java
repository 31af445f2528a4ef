package io.ordinal.client;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.ClientRequest;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.ReadMode;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.protocol.RequestId;
import io.ordinal.protocol.WriteReply;
import io.ordinal.protocol.WriteRequest;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A write through all its attempts: decides what the answers together mean, so that the caller is never told less, or
 * more, than is certain.
 *
 * <ul>
 *   <li>The request id stays, the attempt's number rises. {@code bornAfter} stays too, from the first attempt on whose
 *       fate may be that it ran: numbers issued later may already be its own.
 *   <li>Applied, from whichever attempt, is the outcome.
 *   <li>Rejected counts from the newest attempt only. The leader logs a rejection of an attempt above 1, so an earlier
 *       one that comes late gets the same answer; one of attempt 1 it may forget, and then apply attempt 2.
 *   <li>NotServed settles the attempt it answers, and no other. A broken connection settles nothing, if the request
 *       may have left.
 *   <li>At the deadline it is NotDone if every attempt is settled, Unknown otherwise.
 * </ul>
 */
final class PendingWrite extends Pending {
    private final LongSupplier numbers;
    private final RequestId request;
    private final Write write;
    private final Consumer<WriteOutcome> to;

    private long bornAfter;
    private int sent;
    /** Attempts that are known not to have been applied, and never to be. */
    private int settled;
    /** Attempts whose answer may still come. */
    private int unanswered;

    private @Nullable WriteOutcome rejection;
    private boolean forgotten;
    private @Nullable WriteOutcome outcome;

    /** @param numbers tells the highest sequence number that the client has seen so far */
    PendingWrite(LongSupplier numbers, RequestId request, Write write, long deadlineNanos, Consumer<WriteOutcome> to) {
        super(deadlineNanos);
        this.numbers = numbers;
        this.request = request;
        this.write = write;
        this.to = to;
    }

    @Override
    int sizeBytes() {
        return write.sizeBytes();
    }

    @Override
    @Nullable
    Peer route(KnownCluster cluster, long nowNanos) {
        return routeTo(cluster, write.key().token(), true, nowNanos);
    }

    @Override
    int nextAttempt() {
        return sent + 1;
    }

    @Override
    ClientRequest request(long nowNanos) {
        if (settled == sent) {
            bornAfter = numbers.getAsLong();
        }
        sent++;
        unanswered++;
        return new WriteRequest(request, sent, bornAfter, write.operation(), write.condition());
    }

    @Override
    ClientRequest probe() {
        return new ReadRequest(write.key(), ReadMode.ANY, 0);
    }

    @Override
    Step answered(Call call, ClientReply reply, long nowNanos) {
        if (call.probe) {
            return numbers.getAsLong() > bornAfter ? Step.AGAIN : Step.RETRY;
        }
        unanswered--;
        if (reply instanceof WriteReply.Applied applied) {
            return done(new WriteOutcome.Applied(applied.sequence()));
        }
        if (reply instanceof WriteReply.Rejected rejected) {
            settled++;
            rejection = new WriteOutcome.Rejected(rejected.currentSequence());
            return call.attempt == sent ? done(rejection) : goOn(Step.STAY);
        }
        if (reply instanceof WriteReply.Unknown unknown) {
            note(Refusal.NO_ANSWER, call.peer.address + " says: " + unknown.why());
            return goOn(Step.RETRY);
        }
        note(call, reply);
        if (reply instanceof NotServed notServed) {
            settled++;
            return notServed.reason() == NotServed.Reason.BORN_TOO_LONG_AGO ? forgotten() : goOn(Step.RETRY);
        }
        return goOn(Step.RETRY);
    }

    @Override
    Step broken(Call call, boolean mayHaveArrived, String reason) {
        note(Refusal.NO_ANSWER, call.peer.address + ": " + reason);
        if (call.probe) {
            return Step.RETRY;
        }
        unanswered--;
        if (!mayHaveArrived) {
            settled++;
        }
        return goOn(Step.RETRY);
    }

    /** The range remembers too little to tell whether an earlier attempt ran; that this one did not is certain. */
    private Step forgotten() {
        if (settled == sent) {
            return goOn(numbers.getAsLong() > bornAfter ? Step.AGAIN : Step.PROBE);
        }
        forgotten = true;
        return goOn(Step.STAY);
    }

    private Step goOn(Step usual) {
        if (settled == sent) {
            forgotten = false;
            return rejection != null ? done(rejection) : usual;
        }
        if (!forgotten) {
            return usual;
        }
        return unanswered > 0
                ? Step.STAY
                : done(new WriteOutcome.Unknown("an attempt may have run, and the range has forgotten: " + why));
    }

    private Step done(WriteOutcome known) {
        outcome = known;
        return Step.DONE;
    }

    @Override
    Step timedOut() {
        return forgotten ? Step.STAY : super.timedOut();
    }

    @Override
    ClientEffect giveUp() {
        if (settled < sent) {
            return new ClientEffect.Ended<>(to, new WriteOutcome.Unknown("it may have been applied: " + why));
        }
        return new ClientEffect.Ended<>(to, rejection != null ? rejection : new WriteOutcome.NotDone(refusal, why));
    }

    @Override
    ClientEffect outcome() {
        if (outcome == null) {
            throw new IllegalStateException("write " + request + " has no outcome yet");
        }
        return new ClientEffect.Ended<>(to, outcome);
    }
}
