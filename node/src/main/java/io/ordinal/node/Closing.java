package io.ordinal.node;

import io.ordinal.protocol.Position;
import io.ordinal.ring.NodeId;
import java.util.HashMap;
import java.util.Map;

/**
 * A leader's promises to add nothing at or below a number. A busy range closes by its own records; an idle one closes
 * when somebody asks, at a number that is known to be issued, and the promise is in force once a majority has accepted
 * it durably.
 */
final class Closing {
    private long proposed;
    private Position proposedAt;
    private long inForce;
    private Position inForceAt = Position.START;
    private final Map<NodeId, Long> accepted = new HashMap<>();

    /** Begins with what was closed before; everything at or below that number lies before {@code openAt}. */
    Closing(long floor, Position openAt) {
        this.proposed = floor;
        this.proposedAt = openAt;
    }

    /** The highest number promised: nothing at or below it is assigned any more. */
    long proposed() {
        return proposed;
    }

    long inForce() {
        return inForce;
    }

    /** The last position at or below {@link #inForce}. */
    Position inForceAt() {
        return inForceAt;
    }

    /** Promises {@code sequence}, which is above every number assigned so far. */
    void propose(long sequence, Position last) {
        Invariant.holds(last.sequence() <= sequence, "a number above the closed one is assigned", last, sequence);
        proposed = sequence;
        proposedAt = last;
    }

    void accepted(NodeId member, long closed) {
        accepted.merge(member, closed, Math::max);
    }

    /** Notes whether a majority has accepted. Returns true if more is in force than before. */
    boolean advance(Quorum quorum) {
        long byMajority = quorum.reachedNumber(node -> accepted.getOrDefault(node, 0L));
        if (byMajority >= proposed && proposed > inForce && byMajority > 0) {
            inForce = proposed;
            inForceAt = proposedAt;
            return true;
        }
        return false;
    }
}
