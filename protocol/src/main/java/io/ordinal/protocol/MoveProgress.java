package io.ordinal.protocol;

import io.ordinal.ring.RangeId;

/**
 * How far a move is that the map names, as the range's leader sees it.
 *
 * @param epoch of the leadership
 * @param copiedBytes keys and values sent to the target so far, whether they were needed or sent twice
 * @param copiedBasisPoints how much of the range's tokens the copy has got through, in hundredths of a percent
 */
public record MoveProgress(
        RangeId range, long epoch, long move, Phase phase, long copiedBytes, long copiedKeys, int copiedBasisPoints) {
    /** What happens to a move before it is committed, in this order; from any of them back to the first. */
    public enum Phase {
        /** The target is on the way to take a copy, or takes one. */
        COPYING,
        /** The target follows the log, and is not level yet. */
        CATCHING_UP,
        /** Both tables are being digested as of one position. */
        VERIFYING,
        /** The digests were equal, and the target has followed the log since: the move may be committed. */
        VERIFIED,
        /** The digests differed, time and again. */
        DIFFERS
    }

    public MoveProgress {
        if (copiedBasisPoints < 0 || copiedBasisPoints > 10_000) {
            throw new IllegalArgumentException("a part is 0 to 10,000 basis points, not " + copiedBasisPoints);
        }
    }

    /** Whether both are of the same move in the same phase. */
    boolean saysTheSameAs(MoveProgress other) {
        return range.equals(other.range) && epoch == other.epoch && move == other.move && phase == other.phase;
    }
}
