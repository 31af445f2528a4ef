package io.ordinal.ring;

import java.util.List;

/**
 * An arc of the ring and the nodes that should hold it.
 *
 * @param nodes distinct; what their order means is said by whoever returns the set
 */
public record ReplicaSet(TokenRange range, List<NodeId> nodes) {
    public ReplicaSet {
        nodes = List.copyOf(nodes);
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("nobody holds range " + range);
        }
    }
}
