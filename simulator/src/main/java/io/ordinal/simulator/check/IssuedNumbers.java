package io.ordinal.simulator.check;

import io.ordinal.ring.NodeId;
import io.ordinal.simulator.world.Violation;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every number that a sequencer ever issued: none twice, none in a later term below one of an earlier, and to
 * records only those are given, by the time that a later term begins to issue.
 */
public final class IssuedNumbers {
    private final TreeMap<Long, Block> byFirst = new TreeMap<>();
    private final TreeMap<Long, Long> highestOfTerm = new TreeMap<>();
    private final Set<Long> used = new HashSet<>();

    /** @throws Violation if one of the numbers was issued before */
    public void issued(long term, long first, int count) {
        if (count == 0) {
            return;
        }
        Block block = new Block(term, first, first + count - 1);
        Map.Entry<Long, Block> before = byFirst.floorEntry(block.last());
        Violation.unless(
                before == null || before.getValue().last() < first,
                () -> "numbers are issued twice: " + before + " and " + block);
        Map.Entry<Long, Long> earlierTerm = highestOfTerm.lowerEntry(term);
        Violation.unless(
                earlierTerm == null || earlierTerm.getValue() < first,
                () -> block + " is not above #" + earlierTerm.getValue() + " of an earlier term");
        Map.Entry<Long, Long> laterTerm = highestOfTerm.higherEntry(term);
        Violation.unless(
                laterTerm == null,
                () -> block + " is issued though term " + laterTerm.getKey() + " has begun to issue");
        byFirst.put(first, block);
        highestOfTerm.merge(term, block.last(), Math::max);
    }

    /**
     * A leader gives a number to a record, or a member takes a record that has one.
     *
     * @throws Violation if the number was never issued, or is given now and a later term has begun to issue
     */
    public void used(NodeId by, long number) {
        if (!used.add(number)) {
            return;
        }
        Map.Entry<Long, Block> block = byFirst.floorEntry(number);
        Violation.unless(
                block != null && number <= block.getValue().last(),
                () -> by + " gives #" + number + " to a record, which nobody has issued");
        long term = Objects.requireNonNull(block).getValue().term();
        Long later = highestOfTerm.higherKey(term);
        Violation.unless(
                later == null,
                () -> by + " gives #" + number + " of term " + term + " to a record though term " + later
                        + " has begun to issue");
    }

    public long highest() {
        return byFirst.isEmpty() ? 0 : byFirst.lastEntry().getValue().last();
    }

    private record Block(long term, long first, long last) {
        @Override
        public String toString() {
            return "#" + first + "..#" + last + " of term " + term;
        }
    }
}
