package io.ordinal.simulator.check;

import io.ordinal.simulator.world.Violation;
import java.util.Map;
import java.util.TreeMap;

/** Every number that a sequencer ever issued: none twice, and none in a later term below one of an earlier. */
public final class IssuedNumbers {
    private final TreeMap<Long, Block> byFirst = new TreeMap<>();
    private final TreeMap<Long, Long> highestOfTerm = new TreeMap<>();

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
