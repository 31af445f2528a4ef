package io.ordinal.protocol;

import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import java.util.List;

/**
 * What the rebalancer knows of moves.
 *
 * @param inOffice whether the node that answers is the rebalancer; if not, it knows nothing
 * @param moves under way, then those that wait to begin
 */
public record MovesReply(boolean inOffice, long mapVersion, List<MoveStatus> moves) implements ClientReply {
    public static final int MAX_TEXT_BYTES = 1_024;

    public MovesReply {
        moves = List.copyOf(moves);
    }

    /** How far a move is. */
    public enum Phase {
        /** Not begun: it is in no map yet. */
        WAITING,
        COPYING,
        CATCHING_UP,
        VERIFYING,
        VERIFIED,
        /** Committed: the target is a member, and the new epoch is about to be open. There is no way back. */
        OPENING
    }

    /**
     * One move.
     *
     * @param move its id; 0 while it has none, or none any more
     * @param source who leads the range, and gives the copy
     * @param copiedBasisPoints how much of the range's tokens the copy has got through, in hundredths of a percent
     * @param bytesPerSecond of the copy, lately
     * @param elapsedMillis since this rebalancer has known of the move
     * @param waitsFor for people: what it waits for; empty if it goes on
     */
    public record MoveStatus(
            long move,
            RangeId range,
            NodeId source,
            NodeId target,
            NodeId leaving,
            Phase phase,
            long copiedBytes,
            long copiedKeys,
            int copiedBasisPoints,
            long bytesPerSecond,
            long elapsedMillis,
            String waitsFor) {
        public MoveStatus {
            if (copiedBasisPoints < 0 || copiedBasisPoints > 10_000) {
                throw new IllegalArgumentException("a part is 0 to 10,000 basis points, not " + copiedBasisPoints);
            }
        }
    }
}
