package io.ordinal.launcher.chaos;

import io.ordinal.protocol.MovesReply.MoveStatus;
import io.ordinal.ring.NodeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums up what moves have copied, from what is seen of them while they are under way. A move that begins anew counts
 * from zero again; what it had copied before is copied all the same. For one thread.
 */
final class MovedBytes {
    private final Map<Copy, Seen> copies = new HashMap<>();

    /** A leader tells only of what it has sent itself. */
    private record Copy(long move, NodeId source) {}

    /** @param before what was copied when it began anew */
    private record Seen(long before, long bytes) {
        Seen then(long now) {
            return new Seen(now < bytes ? before + bytes : before, now);
        }

        long sum() {
            return before + bytes;
        }
    }

    void see(List<MoveStatus> statuses) {
        for (MoveStatus status : statuses) {
            // A rebalancer that is new in office shows zero until it has heard of the leader.
            if (status.move() != 0 && status.copiedBytes() > 0) {
                Copy copy = new Copy(status.move(), status.source());
                copies.put(copy, copies.getOrDefault(copy, new Seen(0, 0)).then(status.copiedBytes()));
            }
        }
    }

    long bytes() {
        return copies.values().stream().mapToLong(Seen::sum).sum();
    }
}
