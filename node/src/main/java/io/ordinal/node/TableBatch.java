package io.ordinal.node;

import io.ordinal.protocol.Position;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.List;

/** Changes of the table that become visible, and durable, all together or not at all. */
public record TableBatch(List<Change> changes) {
    public TableBatch {
        changes = List.copyOf(changes);
    }

    /** One change. */
    public sealed interface Change {}

    /** The key's newest state; a tombstone is kept as one. */
    public record Put(StoredEntry entry) implements Change {}

    /** A copied state: written only over nothing or over a lower number. */
    public record LayOver(StoredEntry entry) implements Change {}

    /** An answer to remember. */
    public record Remember(RangeId range, RetryRecord retry) implements Change {}

    /** The answers of a range whose number is at or below {@code upToSequence}, to be deleted. */
    public record Forget(RangeId range, long upToSequence) implements Change {}

    /** How far a range is applied. Written with every change of the range. */
    public record Progress(RangeId range, RangeProgress progress) implements Change {}

    /** A range leaves this node: its entries, answers and progress go. */
    public record Drop(RangeId range, TokenRange tokens) implements Change {}

    /**
     * How far a range is applied in the table.
     *
     * @param tenure which stay of the range on this node the data belongs to
     * @param logTimeMillis the log time at {@code applied}
     * @param retryFloor the highest number of an answer that was forgotten
     */
    public record RangeProgress(long tenure, Position applied, long logTimeMillis, long retryFloor) {}
}
