package io.ordinal.node;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.Condition;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.protocol.WriteRequest;
import io.ordinal.ring.Key;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A write on its way: taken in, but not answered. Either a client's request, or the removal of an expired entry on
 * behalf of a read that met it.
 */
final class PendingWrite implements Numbered {
    private final Writes owner;
    private final Key key;
    private final Condition condition;
    private final @Nullable WriteRequest request;
    private final @Nullable ReadRequest read;
    private final List<ReplyTo> askers = new ArrayList<>(1);
    private final long sinceNanos;
    private int attempt;
    private @Nullable StoredEntry stored;
    private boolean answered;

    private PendingWrite(
            Writes owner,
            Key key,
            Condition condition,
            @Nullable WriteRequest request,
            @Nullable ReadRequest read,
            long sinceNanos) {
        this.owner = owner;
        this.key = key;
        this.condition = condition;
        this.request = request;
        this.read = read;
        this.sinceNanos = sinceNanos;
    }

    static PendingWrite of(Writes owner, WriteRequest request, long nowNanos) {
        PendingWrite write =
                new PendingWrite(owner, request.operation().key(), request.condition(), request, null, nowNanos);
        write.attempt = request.attempt();
        return write;
    }

    static PendingWrite expiry(Writes owner, ReadRequest read, long sequence, long nowNanos) {
        return new PendingWrite(owner, read.key(), new Condition.VersionIs(sequence), null, read, nowNanos);
    }

    Key key() {
        return key;
    }

    Condition condition() {
        return condition;
    }

    /** Bytes of key and value, which are kept in memory. */
    int sizeBytes() {
        return request != null ? request.operation().sizeBytes() : key.bytes().length();
    }

    /** Null for the removal of an expired entry. */
    @Nullable
    WriteRequest request() {
        return request;
    }

    @Override
    public long sinceNanos() {
        return sinceNanos;
    }

    /** What the table had when it was asked for the condition. */
    @Nullable
    StoredEntry stored() {
        return stored;
    }

    void stored(@Nullable StoredEntry entry) {
        stored = entry;
    }

    boolean isRetry() {
        return attempt > 1;
    }

    @Override
    public boolean isAnswered() {
        return answered;
    }

    @Override
    public boolean assign(long number) {
        return owner.assign(this, number);
    }

    @Override
    public void refuse(NotServed why) {
        owner.refuse(this, why);
    }

    /** Whoever asks joins the others who wait for the same request. */
    void join(ReplyTo asker, int asAttempt) {
        askers.add(asker);
        attempt = Math.max(attempt, asAttempt);
    }

    /** Answers everybody who waits; those who join later wait for the next answer. */
    void answer(ClientReply reply, Turn turn) {
        answered = true;
        for (ReplyTo asker : askers) {
            if (read != null && !(reply instanceof NotServed)) {
                turn.add(new NodeEffect.ReadAgain(asker, read));
            } else {
                turn.reply(asker, reply);
            }
        }
        askers.clear();
    }
}
