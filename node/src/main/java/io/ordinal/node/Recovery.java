package io.ordinal.node;

import io.ordinal.node.TableBatch.RangeProgress;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Rebuilds what a node was from its journal and its table. Feed it every journal record in order, then make the
 * {@link NodeCore} from it.
 */
public final class Recovery {
    private final Map<RangeId, RangeProgress> progress;
    private final SortedMap<RangeId, DurableRange> ranges = new TreeMap<>();
    private final long tailBytes;
    private final Trust trust;
    private final List<JournalRecord> findings = new ArrayList<>();
    private Marks marks = Marks.NONE;
    private long highestTenure;

    /** Begins with how far the table is, and how far the journal may be relied on. */
    public Recovery(Map<RangeId, RangeProgress> progress, NodeLimits limits, Trust trust) {
        this.trust = trust;
        this.progress = Map.copyOf(progress);
        this.tailBytes = limits.tailBytes();
        progress.values().forEach(found -> highestTenure = Math.max(highestTenure, found.tenure()));
    }

    /** Takes the next record of the journal. */
    public void replay(JournalRecord record) {
        if (record instanceof JournalRecord.MarksRaised raised) {
            marks = marks.max(raised.marks());
        } else if (record instanceof JournalRecord.OfRange fact) {
            DurableRange range = ranges.computeIfAbsent(fact.range(), DurableRange::new);
            range.apply(fact);
            range.log().trim(applied(fact.range()), tailBytes);
            highestTenure = Math.max(highestTenure, range.tenure());
            marks = marks.max(new Marks(0, 0, 0, range.log().last().sequence()));
        }
    }

    SortedMap<RangeId, DurableRange> ranges() {
        ranges.forEach((id, range) -> {
            RangeProgress applied = progress.get(id);
            range.recovered(applied(id), applied == null ? 0 : applied.logTimeMillis())
                    .ifPresent(findings::add);
            if (trust == Trust.SUSPECT) {
                range.apply(new JournalRecord.Suspected(id, DurableRange.NO_FLOOR));
                copyIfTableIsBehind(range);
            }
        });
        return new TreeMap<>(ranges);
    }

    /** The range had left this node, and was dropped from the table, and the journal has forgotten just that. */
    private void copyIfTableIsBehind(DurableRange range) {
        boolean isBehind = range.log().start().isAfter(applied(range.range()));
        boolean isEstate = range.isRetired() || !range.parents().isEmpty();
        if (range.isHeld() && !range.copying() && !isEstate && isBehind) {
            JournalRecord.CopyBegun fact = new JournalRecord.CopyBegun(range.range());
            range.apply(fact);
            findings.add(fact);
        }
    }

    /** What {@link #ranges} found that the journal does not say yet. To be appended behind the state of all ranges. */
    List<JournalRecord> findings() {
        return List.copyOf(findings);
    }

    /**
     * What the table may still hold of ranges that have left this node, or of an earlier stay of theirs: to be dropped from
     * it before anything else is written.
     */
    List<TableBatch.Change> remains() {
        List<TableBatch.Change> remains = new ArrayList<>();
        ranges.forEach((id, range) -> {
            RangeProgress found = progress.get(id);
            boolean isOfEarlierStay = found != null && found.tenure() != range.tenure();
            boolean wasNeverHere = range.tenure() == 0;
            if (wasNeverHere || (range.isHeld() && !isOfEarlierStay)) {
                return;
            }
            remains.add(new TableBatch.Retire(id));
            // Where others were made of it the entries are theirs, or are laid over by their copies.
            range.tokens().without(tokensOfOthers(range)).forEach(part -> remains.add(new TableBatch.Drop(id, part)));
        });
        return remains;
    }

    private List<TokenRange> tokensOfOthers(DurableRange range) {
        return ranges.values().stream()
                .filter(other -> other != range && other.hasEntries())
                .map(DurableRange::tokens)
                .toList();
    }

    /** Ranges that the table holds something of, and the journal says nothing of: it has lost what it had said. */
    Set<RangeId> inTableAlone() {
        Set<RangeId> alone = new TreeSet<>(progress.keySet());
        alone.removeAll(ranges.keySet());
        return alone;
    }

    /** The highest numbers that the journal says this node has seen. */
    public Marks marks() {
        return marks;
    }

    Trust trust() {
        return trust;
    }

    long highestTenure() {
        return highestTenure;
    }

    /** How far the table is in a range, if what it holds belongs to the range's present stay on this node. */
    Position applied(RangeId range) {
        RangeProgress found = progress.get(range);
        DurableRange durable = ranges.get(range);
        boolean current = found != null && durable != null && durable.isHeld() && found.tenure() == durable.tenure();
        return current ? found.applied() : Position.START;
    }

    RetryMemory retries(RangeId range, List<RetryRecord> remembered, int limit) {
        RetryMemory retries = new RetryMemory(limit);
        RangeProgress found = progress.get(range);
        retries.replaceBy(remembered, found == null ? 0 : found.retryFloor());
        return retries;
    }
}
