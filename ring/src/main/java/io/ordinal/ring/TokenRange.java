package io.ordinal.ring;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * An arc of the ring between two neighbouring tokens, start exclusive, end inclusive. It may wrap around zero, and
 * equal bounds mean the whole ring.
 *
 * <pre>
 *   start &lt; end                 start &gt; end (wraps)
 *   0 ----(=====]---- max        0 ====]-------(==== max
 *       start   end                  end     start
 * </pre>
 */
public record TokenRange(long startExclusive, long endInclusive) {
    public static final TokenRange WHOLE_RING = new TokenRange(-1, -1);

    public boolean isWholeRing() {
        return startExclusive == endInclusive;
    }

    public boolean wrapsAround() {
        return Long.compareUnsigned(startExclusive, endInclusive) >= 0;
    }

    public boolean contains(long token) {
        boolean afterStart = Long.compareUnsigned(token, startExclusive) > 0;
        boolean upToEnd = Long.compareUnsigned(token, endInclusive) <= 0;
        return wrapsAround() ? afterStart || upToEnd || isWholeRing() : afterStart && upToEnd;
    }

    /** Whether every token of {@code part} is in this range. */
    public boolean covers(TokenRange part) {
        if (isWholeRing()) {
            return true;
        }
        long offset = part.startExclusive - startExclusive;
        return !part.isWholeRing()
                && Long.compareUnsigned(offset, size()) < 0
                && Long.compareUnsigned(part.size(), size() - offset) <= 0;
    }

    /** Whether any token is in both. */
    public boolean overlaps(TokenRange other) {
        return contains(other.endInclusive) || other.contains(endInclusive);
    }

    /** The parts of this range that none of {@code others} has a token of, in no order. */
    public List<TokenRange> without(Collection<TokenRange> others) {
        List<TokenRange> rest = List.of(this);
        for (TokenRange other : others) {
            rest = rest.stream().flatMap(part -> part.without(other)).toList();
        }
        return rest;
    }

    private Stream<TokenRange> without(TokenRange other) {
        if (!overlaps(other)) {
            return Stream.of(this);
        }
        if (other.covers(this)) {
            return Stream.empty();
        }
        TokenRange before = new TokenRange(startExclusive, other.startExclusive);
        TokenRange behind = new TokenRange(other.endInclusive, endInclusive);
        TokenRange between = other.complement();
        boolean isOtherAtBothEnds = !covers(other) && covers(between);
        if (isWholeRing() || isOtherAtBothEnds) {
            return Stream.of(between);
        }
        return Stream.of(before, behind).filter(part -> !part.isWholeRing() && covers(part));
    }

    /** What this range, which is not the whole ring, has not. */
    private TokenRange complement() {
        return new TokenRange(/* startExclusive= */ endInclusive, /* endInclusive= */ startExclusive);
    }

    /** The order in which keys of this range follow its start: that of tables, but for a range that wraps around zero. */
    public Comparator<Key> order() {
        return (a, b) -> {
            int byToken = Long.compareUnsigned(a.token() - startExclusive - 1, b.token() - startExclusive - 1);
            return byToken != 0 ? byToken : a.compareTo(b);
        };
    }

    /** How many tokens the arc has, as an unsigned number; 0 stands for the whole ring (2^64). */
    public long size() {
        return endInclusive - startExclusive;
    }

    /** The part of the ring that the arc covers: above 0, at most 1. */
    public double fraction() {
        return isWholeRing() ? 1 : Math.scalb((double) (size() >>> 1), 1 - Long.SIZE);
    }

    /** The part of the arc, from 0 to 1, that lies before {@code token}, which is in it. */
    public double fractionBefore(long token) {
        return isWholeRing() && token == endInclusive
                ? 1
                : new TokenRange(startExclusive, token).fraction() / fraction();
    }

    @Override
    public String toString() {
        return "(" + Tokens.toString(startExclusive) + ", " + Tokens.toString(endInclusive) + "]";
    }
}
