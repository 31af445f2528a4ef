package io.ordinal.ring;

/**
 * The intention to make one range of two neighbours with the same members. Both name it, each with the other.
 *
 * @param with the other range
 */
public record Merge(RangeId with) implements Reshape {
    @Override
    public String toString() {
        return "merge with " + with;
    }
}
