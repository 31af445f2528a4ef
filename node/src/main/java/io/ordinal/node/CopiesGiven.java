package io.ordinal.node;

import io.ordinal.ring.NodeId;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Who takes a copy of a range from its leader: from its first question until it follows the log, or falls silent. */
final class CopiesGiven {
    /** As long as the snapshot that a copy is read from is kept unused. */
    private static final long SILENCE_NANOS = Duration.ofMinutes(1).toNanos();

    private final Map<NodeId, Long> askedNanos = new TreeMap<>();

    void asked(NodeId by, long nowNanos) {
        askedNanos.put(by, nowNanos);
    }

    /** The node acknowledges records of the log: it takes no copy any more. */
    void ended(NodeId by) {
        askedNanos.remove(by);
    }

    boolean areUnderWay(long nowNanos) {
        askedNanos.values().removeIf(asked -> nowNanos - asked > SILENCE_NANOS);
        return !askedNanos.isEmpty();
    }
}
