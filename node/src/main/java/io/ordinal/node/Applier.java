package io.ordinal.node;

import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.RequestId;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns committed records of one range into changes of the table, in order, each once. */
final class Applier {
    private final DurableRange durable;
    private final RetryMemory retries;
    private final Turn turn;
    private final Flow flow;
    private final VerifyReached whenVerify;
    private Position handedOut;
    private Position applied;

    /** Is told of a {@code Verify} that is being handed out. */
    interface VerifyReached {
        /** Returns whether the turn's batch is to end here, so that the table is exactly at this position behind it. */
        boolean reached(LogRecord.Verify verify, Position at);
    }

    Applier(
            DurableRange durable,
            RetryMemory retries,
            Turn turn,
            Flow flow,
            Position appliedInTable,
            VerifyReached whenVerify) {
        this.whenVerify = whenVerify;
        this.durable = durable;
        this.retries = retries;
        this.turn = turn;
        this.flow = flow;
        this.handedOut = appliedInTable;
        this.applied = appliedInTable;
    }

    /** Whether the table holds anything of the range, so that it can be read. */
    boolean hasApplied() {
        return applied.isAfter(Position.START);
    }

    /** The position up to which the table holds everything. */
    Position applied() {
        return applied;
    }

    /** The position up to which the table holds everything, or will when what was handed out is applied. */
    Position handedOut() {
        return handedOut;
    }

    /** Hands out what is committed, up to what is durable in the node's own journal. */
    void apply(Position forced, Runnable onApplied) {
        Position mayBe = Position.min(durable.commit(), forced);
        if (durable.copying() || !mayBe.isAfter(handedOut)) {
            return;
        }
        Invariant.holds(
                durable.log().holds(handedOut) && durable.log().holds(mayBe),
                "committed records are missing from the log",
                handedOut,
                mayBe);
        Position end = mayBe;
        long logTimeMillis = 0;
        long sum = 0;
        for (LogRecord record : durable.log().between(handedOut, mayBe)) {
            change(record);
            sum += RangeLog.sizeOf(record);
            logTimeMillis = record.logTimeMillis();
            if (record.payload() instanceof LogRecord.Verify verify && whenVerify.reached(verify, record.position())) {
                end = record.position(); // the rest comes in the batch of another turn
                break;
            }
        }
        Position upTo = end;
        progress(upTo, logTimeMillis);
        handedOut = upTo;
        long bytes = sum;
        flow.handedOut(bytes);
        turn.whenApplied(() -> {
            flow.applied(bytes);
            applied = Position.max(applied, upTo);
            onApplied.run();
        });
    }

    /** The table holds a whole copy up to {@code asOf} now. */
    void copied(Position asOf) {
        handedOut = asOf;
        applied = asOf;
    }

    /** Writes how far the table is. */
    void progress(Position upTo, long logTimeMillis) {
        turn.change(new TableBatch.Progress(
                durable.range(), new RangeProgress(durable.tenure(), upTo, logTimeMillis, retries.floor())));
    }

    private void change(LogRecord record) {
        long sequence = record.position().sequence();
        if (record.payload() instanceof LogRecord.Write write) {
            turn.change(new TableBatch.Put(after(write.operation(), sequence, record.logTimeMillis())));
            remember(write.request(), sequence, true, 0);
        } else if (record.payload() instanceof LogRecord.Refused refused) {
            remember(refused.request(), sequence, false, refused.currentSequence());
        } else if (record.payload() instanceof LogRecord.Expire expire) {
            turn.change(new TableBatch.Put(tombstone(expire.key(), sequence)));
        } else if (record.payload() instanceof LogRecord.Purge purge) {
            for (LogRecord.Tombstone old : purge.tombstones()) {
                turn.change(new TableBatch.Purge(old.key(), old.sequence()));
            }
        }
    }

    private void remember(RequestId request, long sequence, boolean wasApplied, long currentSequence) {
        RetryRecord retry = new RetryRecord(request, sequence, wasApplied, currentSequence);
        turn.change(new TableBatch.Remember(durable.range(), List.of(retry)));
        retries.remember(retry);
        if (retries.takeForgotten()) {
            turn.change(new TableBatch.Forget(durable.range(), retries.floor()));
        }
    }

    /** What a key holds after an operation under this number. */
    static StoredEntry after(Operation operation, long sequence, long logTimeMillis) {
        if (operation instanceof Operation.Put put) {
            long expiresAtMillis = put.ttlMillis() == 0 ? 0 : saturatedSum(logTimeMillis, put.ttlMillis());
            return new StoredEntry(put.key(), put.value(), sequence, expiresAtMillis);
        }
        return tombstone(operation.key(), sequence);
    }

    private static StoredEntry tombstone(Key key, long sequence) {
        @Nullable Bytes none = null;
        return new StoredEntry(key, none, sequence, 0);
    }

    private static long saturatedSum(long a, long b) {
        long sum = a + b;
        return sum < a ? Long.MAX_VALUE : sum;
    }
}
