package io.ordinal.ring;

/** The name of a range, given by the cluster map once and never again, also not after a split or merge. */
public record RangeId(long number) implements Comparable<RangeId> {
    @Override
    public int compareTo(RangeId other) {
        return Long.compareUnsigned(number, other.number);
    }

    @Override
    public String toString() {
        return "r" + number;
    }
}
