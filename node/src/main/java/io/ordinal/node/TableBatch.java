package io.ordinal.node;

import io.ordinal.protocol.EntryRun;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.ring.Key;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes of the table that become visible, and durable, all together or not at all. */
public record TableBatch(List<Change> changes) {
    public TableBatch {
        changes = List.copyOf(changes);
    }

    /** One change. */
    public sealed interface Change {}

    /** The key's newest state; a tombstone is kept as one. */
    public record Put(StoredEntry entry) implements Change {}

    /**
     * A page of a copy, which says everything of an interval of keys as of a number. It counts for nothing before the
     * page that ends the range: until then it may be seen or not, and last over a crash or not. An entry of the page is
     * written only over nothing or over a lower number; whatever else stands in the interval under {@code asOfSequence}
     * or a lower number is removed, or something deleted and purged since would come back.
     *
     * @param tokens the range that is copied; {@code after} and {@code upTo} are keys of it
     * @param after where the interval begins, exclusive, in the range's order; null for the range's start
     * @param upTo where it ends, inclusive; null for the range's end
     * @param entries in the range's order, all in the interval
     */
    public record LayOver(
            TokenRange tokens,
            @Nullable Key after,
            @Nullable Key upTo,
            EntryRun entries,
            long asOfSequence) implements Change {
        /** Whether the key is in the interval. */
        public boolean covers(Key key) {
            return tokens.contains(key.token())
                    && (after == null || tokens.order().compare(key, after) > 0)
                    && (upTo == null || tokens.order().compare(key, upTo) <= 0);
        }
    }

    /**
     * A tombstone goes, if the key's entry still is the tombstone of exactly this number. If no tombstone stands there
     * any more, the key leaves the list of tombstones.
     */
    public record Purge(Key key, long sequence) implements Change {}

    /** Answers to remember, by rising number: together they cost little more than one. */
    public record Remember(RangeId range, List<RetryRecord> retries) implements Change {
        public Remember {
            retries = List.copyOf(retries);
            if (retries.isEmpty()) {
                throw new IllegalArgumentException("there is nothing to remember of " + range);
            }
        }

        /** The highest number among the answers. */
        public long lastSequence() {
            return retries.get(retries.size() - 1).sequence();
        }
    }

    /**
     * The answers of a range whose number is at or below {@code upToSequence}, to be deleted. One that was given to
     * remember together with others goes when the last of them does; until then the range's floor says that it is
     * forgotten.
     */
    public record Forget(RangeId range, long upToSequence) implements Change {}

    /** How far a range is applied. Written with every change of the range. */
    public record Progress(RangeId range, RangeProgress progress) implements Change {}

    /**
     * A range is no more, and others have what it had: its answers and progress go, and its entries stay, since they are
     * theirs.
     */
    public record Retire(RangeId range) implements Change {}

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
