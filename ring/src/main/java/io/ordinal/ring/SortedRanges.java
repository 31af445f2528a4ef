package io.ordinal.ring;

import java.util.AbstractList;
import java.util.Collection;
import java.util.RandomAccess;

/**
 * The ranges of a cluster map: sorted by end token, neighbours without gap or overlap, immutable, with an index that
 * finds the range of a token in constant expected time.
 *
 * <p>The index splits the ring into equal slots, about one a range, and remembers the first range that ends in or
 * after each slot. Placed tokens are spread evenly, so that a walk of one or two steps is left. However uneven the
 * tokens are, a lookup is never slower than a binary search inside one slot.
 */
final class SortedRanges extends AbstractList<RangeAssignment> implements RandomAccess {
    private static final int WALK_AT_MOST = 8;

    private final RangeAssignment[] ranges;
    /** End tokens with the sign bit flipped, so that signed comparison is the unsigned order. */
    private final long[] ends;

    private final int[] firstOfSlot;
    private final int slotShift;

    private SortedRanges(RangeAssignment[] ranges) {
        this.ranges = ranges;
        ends = new long[ranges.length];
        for (int i = 0; i < ranges.length; i++) {
            TokenRange range = ranges[i].tokens();
            TokenRange before = ranges[i == 0 ? ranges.length - 1 : i - 1].tokens();
            if (range.startExclusive() != before.endInclusive()) {
                throw new IllegalArgumentException("ranges " + before + " and " + range + " are no neighbours");
            }
            ends[i] = range.endInclusive() ^ Long.MIN_VALUE;
            if (i > 0 && ends[i - 1] >= ends[i]) {
                throw new IllegalArgumentException("range " + range + " is not sorted after " + before);
            }
        }
        int slotBits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(ranges.length - 1));
        slotShift = Long.SIZE - slotBits;
        firstOfSlot = new int[(1 << slotBits) + 1];
        int next = 0;
        for (int slot = 0; slot < firstOfSlot.length - 1; slot++) {
            long firstToken = ((long) slot << slotShift) ^ Long.MIN_VALUE;
            while (next < ends.length && ends[next] < firstToken) {
                next++;
            }
            firstOfSlot[slot] = next;
        }
        firstOfSlot[firstOfSlot.length - 1] = ends.length;
    }

    /** @throws IllegalArgumentException unless the ranges are sorted and cover the ring exactly once */
    static SortedRanges copyOf(Collection<RangeAssignment> ranges) {
        if (ranges instanceof SortedRanges sorted) {
            return sorted;
        }
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("a cluster map has at least one range");
        }
        return new SortedRanges(ranges.toArray(RangeAssignment[]::new));
    }

    RangeAssignment of(long token) {
        long wanted = token ^ Long.MIN_VALUE;
        int slot = (int) (token >>> slotShift);
        int low = firstOfSlot[slot];
        int high = firstOfSlot[slot + 1];
        if (high - low > WALK_AT_MOST) {
            low = firstEndAtOrAfter(wanted, low, high);
        } else {
            while (low < high && ends[low] < wanted) {
                low++;
            }
        }
        return ranges[low == ranges.length ? 0 : low];
    }

    private int firstEndAtOrAfter(long wanted, int from, int to) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ends[middle] < wanted) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public RangeAssignment get(int index) {
        return ranges[index];
    }

    @Override
    public int size() {
        return ranges.length;
    }
}
