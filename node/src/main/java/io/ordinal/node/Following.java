package io.ordinal.node;

import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Mismatch;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.Replicate;
import io.ordinal.protocol.ReplicateAck;
import io.ordinal.ring.NodeId;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A replica that takes its log from the leader of {@link #epoch}.
 *
 * <p>It knows up to where its log agrees with that leader's ({@link #matched}) and lets nothing count beyond: neither
 * acknowledgements nor commits. While the replica is suspect, nothing is acknowledged in an epoch up to its floor.
 */
final class Following implements Role {
    private final DurableRange durable;
    private final Turn turn;
    private final long epoch;
    private final @Nullable NodeId leader;
    private final BooleanSupplier hasNoVote;
    private Position matched = Position.START;

    /** @param hasNoVote whether the replica is but the target of a move: what it acknowledges counts for nothing */
    Following(DurableRange durable, Turn turn, long epoch, @Nullable NodeId leader, BooleanSupplier hasNoVote) {
        this.hasNoVote = hasNoVote;
        this.durable = durable;
        this.turn = turn;
        this.epoch = epoch;
        this.leader = leader;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public String shown() {
        return durable.copying() ? "copying" : durable.isSuspect() ? "suspect" : "follower";
    }

    @Override
    public @Nullable NodeId leader() {
        return leader;
    }

    /** The last position known to be the same as in the leader's log. */
    Position matched() {
        return matched;
    }

    /** Whether it is known of any position that the leader's log has it too. */
    boolean hasAgreed() {
        return matched.isAfter(Position.START);
    }

    /**
     * Takes what fits behind the log, cutting what an older epoch left there, or says what it has.
     *
     * @return whether the log agrees with the message now
     */
    boolean take(NodeId from, Replicate message) {
        if (!agreesUpTo(message.previous())) {
            turn.send(
                    from,
                    new Mismatch(
                            durable.range(),
                            epoch,
                            durable.log().last(),
                            durable.commit(),
                            durable.history().starts()));
            return false;
        }
        Position end = message.previous();
        for (LogRecord record : message.records()) {
            if (!record.previous().equals(end)) {
                return false;
            }
            end = record.position();
            if (!agreesUpTo(end)) {
                appendBehind(record);
            }
        }
        matched = Position.max(matched, end);
        return true;
    }

    void acknowledge(Position forced) {
        boolean mayAcknowledge = durable.countsIn(epoch) || hasNoVote.getAsBoolean();
        if (leader != null && mayAcknowledge && hasAgreed()) {
            turn.send(
                    leader,
                    new ReplicateAck(
                            durable.range(), epoch, Position.min(matched, forced), durable.forcedClosed(epoch)));
        }
    }

    /**
     * Ends the suspicion if the log is durably the leader's up to a record of an epoch above the floor. That epoch was
     * opened without this member's promise, by a leader that had all that was committed before.
     */
    void noteLevel() {
        boolean isLevel =
                durable.countsIn(Position.min(matched, durable.forced()).epoch());
        if (durable.isSuspect() && !durable.copying() && isLevel) {
            note(new JournalRecord.BroughtLevel(durable.range()));
        }
    }

    /** Everything committed is the same in all logs, so only what lies beyond has to be looked up. */
    private boolean agreesUpTo(Position position) {
        return !position.isAfter(durable.commit()) || durable.log().holds(position);
    }

    private void appendBehind(LogRecord record) {
        if (!record.previous().equals(durable.log().last())) {
            Invariant.holds(
                    durable.log().last().epoch() < epoch,
                    "a log parts from its own leader's",
                    durable.log().last(),
                    record);
            note(new JournalRecord.Cut(durable.range(), record.previous()));
        }
        note(new JournalRecord.Appended(durable.range(), record));
    }

    private void note(JournalRecord.OfRange fact) {
        durable.apply(fact);
        turn.append(fact);
    }
}
