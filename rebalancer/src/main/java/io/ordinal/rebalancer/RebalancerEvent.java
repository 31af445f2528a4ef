package io.ordinal.rebalancer;

import io.ordinal.protocol.ClusterCommand;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.NodeReport;
import io.ordinal.ring.CasOutcome;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import io.ordinal.ring.StoredMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can happen to a candidate for the office of rebalancer. */
public sealed interface RebalancerEvent {
    /** A node reports. Acknowledged with "not in office" unless this process is. */
    record Received(NodeId from, NodeReport report) implements RebalancerEvent {}

    /** An operator commands. Answered once, by {@link RebalancerEffect.Answer} with the ticket. */
    record Commanded(long ticket, ClusterCommand command) implements RebalancerEvent {}

    /** Somebody wants to know what moves. Answered at once, by {@link RebalancerEffect.Answer} with the ticket. */
    record MovesAsked(long ticket) implements RebalancerEvent {}

    /** A cluster map was read: a hint, since a watch may be late or skip maps. */
    record MapSeen(StoredMap map) implements RebalancerEvent {}

    /** The answer to {@link RebalancerEffect.CreateMap} or {@link RebalancerEffect.WriteMap}. */
    record MapWriteEnded(long ticket, CasOutcome outcome) implements RebalancerEvent {}

    /**
     * The answer to {@link RebalancerEffect.ReadBack}.
     *
     * @param map null if there is no map yet (or the read failed)
     * @param failed whether ZooKeeper could not be reached: nothing is known then
     */
    record MapReadBack(long ticket, @Nullable StoredMap map, boolean failed) implements RebalancerEvent {}

    /** The registrations present changed. A candidate stands only while it is among them. */
    record MembersSeen(List<Registration> present) implements RebalancerEvent {
        public MembersSeen {
            present = List.copyOf(present);
        }
    }

    /**
     * This process's own node finds the holder of {@code reign} silent or refusing connections. Said again for as long
     * as it lasts, at least every {@link RebalancerTimes#suspicionNanos}; a suspicion that is not renewed lapses.
     */
    record Suspected(long reign) implements RebalancerEvent {}

    /** The connection to ZooKeeper stands (again). */
    record ZooKeeperConnected() implements RebalancerEvent {}

    /** The connection to ZooKeeper broke. Nothing is written until it stands again. */
    record ZooKeeperSuspended() implements RebalancerEvent {}

    /** The highest numbers that this process's node has on its disk; needed once before the candidate stands. */
    record MarksSeen(Marks marks) implements RebalancerEvent {}

    /** Leave: begin nothing more, then say {@link RebalancerEffect.Stopped}. */
    record Stop() implements RebalancerEvent {}
}
