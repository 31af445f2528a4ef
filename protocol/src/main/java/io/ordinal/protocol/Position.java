package io.ordinal.protocol;

/** A place in a range's log. Compared epoch first, so that the longest log is the one with the highest position. */
public record Position(long epoch, long sequence) implements Comparable<Position> {
    public static final Position START = new Position(0, 0);

    public boolean isAfter(Position other) {
        return compareTo(other) > 0;
    }

    public static Position min(Position a, Position b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    public static Position max(Position a, Position b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    @Override
    public int compareTo(Position other) {
        return epoch != other.epoch ? Long.compare(epoch, other.epoch) : Long.compare(sequence, other.sequence);
    }

    @Override
    public String toString() {
        return epoch + "/#" + sequence;
    }
}
