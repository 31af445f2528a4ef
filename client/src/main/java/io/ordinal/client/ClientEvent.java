package io.ordinal.client;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.ReadMode;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import java.util.List;
import java.util.function.Consumer;

/**
 * What can happen to a {@link ClientCore}. Where a caller waits for an outcome, {@code to} names it; the core hands it
 * back in the effect that ends the operation, and never calls it.
 */
public sealed interface ClientEvent {
    /** A caller wants a write made. */
    record StartWrite(Write write, long timeoutNanos, Consumer<WriteOutcome> to) implements ClientEvent {}

    /** A caller wants a key read. */
    record StartRead(Key key, ReadMode mode, long timeoutNanos, Consumer<ReadOutcome> to) implements ClientEvent {}

    /** A caller wants a page of a scan. */
    record StartScan(ScanQuery query, long timeoutNanos, Consumer<ScanOutcome> to) implements ClientEvent {}

    /** A caller wants to know how a node is. */
    record StartStatus(NodeId node, long timeoutNanos, Consumer<NodeStatus> to) implements ClientEvent {}

    /** An operator wants something done about nodes and moves. */
    record StartCommand(ClusterCommand command, long timeoutNanos, Consumer<CommandOutcome> to)
            implements ClientEvent {}

    /** A caller wants to know what moves. */
    record StartMoves(long timeoutNanos, Consumer<MovesOutcome> to) implements ClientEvent {}

    /** A caller wants the newest map, asked for after this moment. */
    record StartRefresh(long timeoutNanos, Consumer<ClusterView> to) implements ClientEvent {}

    /** A node answered. */
    record Answered(Call call, ClientReply reply) implements ClientEvent {}

    /**
     * No answer will come: the connection broke, or was never there.
     *
     * @param mayHaveArrived false only if no byte of the request can have left
     */
    record Broken(Call call, boolean mayHaveArrived, String why) implements ClientEvent {}

    /** A source beside the nodes' answers has a map. */
    record MapSeen(ClusterMap map) implements ClientEvent {}

    /** A source beside the nodes' answers lists who is present; from the first such list on it is believed alone. */
    record MembersSeen(List<Registration> present) implements ClientEvent {
        public MembersSeen {
            present = List.copyOf(present);
        }
    }

    /** The client is being closed; everything under way ends now. */
    record Close() implements ClientEvent {}
}
