package io.ordinal.node;

import io.ordinal.protocol.EpochStart;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.Position;
import io.ordinal.ring.Parent;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.List;

/** One durable fact. Live running and recovery apply it through the same code. */
public sealed interface JournalRecord {
    /** A fact about one range. */
    sealed interface OfRange extends JournalRecord {
        RangeId range();
    }

    /** The range came to this node; {@code tenure} is higher than that of any earlier stay. */
    record Created(RangeId range, long tenure, TokenRange tokens) implements OfRange {}

    /**
     * The range was made of others that this node held: its log begins after {@code start}, and what the table holds of the
     * parents is its own. While the table does not say so yet, the parents' logs up to their seals are needed. Said again at
     * the head of a segment until they are not.
     */
    record Adopted(
            RangeId range, long tenure, TokenRange tokens, List<Parent> parents, Position start, long logTimeMillis)
            implements OfRange {
        public Adopted {
            parents = List.copyOf(parents);
        }
    }

    /** The log grew by one record. */
    record Appended(RangeId range, LogRecord record) implements OfRange {}

    /** Everything after {@code last} was cut from the log: it belonged to an epoch that lost. */
    record Cut(RangeId range, Position last) implements OfRange {}

    /** Epochs below {@code epoch} are refused from now on. */
    record Promise(RangeId range, long epoch) implements OfRange {}

    /** The leader of {@code epoch} closed at {@code closed}, and this member accepted. */
    record Closed(RangeId range, long epoch, long closed) implements OfRange {}

    /** Everything up to {@code commit} is committed: replay may apply it. */
    record Committed(RangeId range, Position commit) implements OfRange {}

    /**
     * A copy begins to be laid over the table, which is a mixture until {@link Copied}: nothing is applied or read
     * meanwhile.
     */
    record CopyBegun(RangeId range) implements OfRange {}

    /**
     * A copy was laid into the table and flushed: the log begins anew after {@code asOf}, with this history and log time.
     */
    record Copied(RangeId range, Position asOf, long logTimeMillis, List<EpochStart> history) implements OfRange {
        public Copied {
            history = List.copyOf(history);
        }
    }

    /** The range left this node. Its promise stays in force. */
    record Dropped(RangeId range, long tenure) implements OfRange {}

    /**
     * This member may have lost something that it acknowledged in an epoch up to {@code floor}, which is 0 until a map
     * has told it. It counts for nothing in those epochs.
     */
    record Suspected(RangeId range, long floor) implements OfRange {}

    /** The log reaches into an epoch above the floor: the member lacks nothing, and counts as any other. */
    record BroughtLevel(RangeId range) implements OfRange {}

    /**
     * Everything about a range but its log records and suspicion, at the head of a segment.
     *
     * @param logTimeMillis at {@code last}. The table cannot be asked for it while a copy is laid over it
     */
    record State(
            RangeId range,
            long tenure,
            TokenRange tokens,
            long promise,
            List<EpochStart> history,
            long acceptedClosed,
            long closedEpoch,
            Position last,
            long logTimeMillis,
            Position commit,
            boolean copying)
            implements OfRange {
        public State {
            history = List.copyOf(history);
        }
    }

    /** The highest numbers seen of the world outside. */
    record MarksRaised(Marks marks) implements JournalRecord {}
}
