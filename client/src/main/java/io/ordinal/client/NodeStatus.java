package io.ordinal.client;

import io.ordinal.protocol.StatusReply;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a node: what it registered, and what it answered when asked.
 *
 * @param registration null if the node is absent
 * @param reply null if it did not answer
 * @param failure why there is no reply; empty if there is one
 */
public record NodeStatus(
        NodeId node,
        @Nullable Registration registration,
        @Nullable StatusReply reply,
        String failure) {
    public boolean answered() {
        return reply != null;
    }
}
