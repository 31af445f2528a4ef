package io.ordinal.node;

import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.NotServed;
import io.ordinal.protocol.Position;
import java.util.Optional;

/**
 * The end of a range's log, before other ranges are made of it: a leader appends a {@link LogRecord.Seal} and adds nothing
 * behind it. What was appended before goes on to be committed and answered; whoever asks for more waits for the new ranges,
 * or for a higher epoch of this one.
 */
final class Sealing {
    private final GrantDesk grants;
    private final Turn turn;
    private final Leading leading;
    private boolean wanted;
    private Position at = Position.START;

    Sealing(GrantDesk grants, Turn turn, Leading leading) {
        this.grants = grants;
        this.turn = turn;
        this.leading = leading;
    }

    void tick() {
        if (!wanted) {
            wanted = true;
            grants.enqueue(new Proposal(turn.nowNanos()));
        }
    }

    /** Whether nothing may be added any more. */
    boolean isSealed() {
        return at.isAfter(Position.START);
    }

    /** Where the log ends, if every member has it to its end and this node's table, too. */
    Optional<Position> completeAt(Position commit, Position applied, Position passedByAll) {
        boolean isComplete = isSealed() && !at.isAfter(commit) && !at.isAfter(applied) && !at.isAfter(passedByAll);
        return isComplete ? Optional.of(at) : Optional.empty();
    }

    /** A {@code Seal} that waits for its number. */
    private final class Proposal extends OwnRecord {
        Proposal(long sinceNanos) {
            super(leading, sinceNanos);
        }

        @Override
        void append(long number) {
            at = leading.append(number, new LogRecord.Seal()).position();
            leading.sealed();
        }

        @Override
        public void refuse(NotServed why) {
            wanted = false;
        }
    }
}
