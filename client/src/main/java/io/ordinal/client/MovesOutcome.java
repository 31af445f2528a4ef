package io.ordinal.client;

import io.ordinal.protocol.MovesReply.MoveStatus;
import io.ordinal.ring.NodeId;
import java.util.List;

/** How a question after the moves ended. */
public sealed interface MovesOutcome {
    /**
     * What the rebalancer knows.
     *
     * @param rebalancer the node in office
     * @param mapVersion of the cluster map that the moves are of
     * @param moves under way, then those that wait to begin
     */
    record Known(NodeId rebalancer, long mapVersion, List<MoveStatus> moves) implements MovesOutcome {
        public Known {
            moves = List.copyOf(moves);
        }
    }

    /** No rebalancer answered before the deadline. */
    record Failed(Refusal reason, String why) implements MovesOutcome {}
}
