package io.ordinal.rebalancer;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.ReportAck;
import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;

/** What a rebalancer's core asks of its shell. Tickets rise by one; the answer to a ticket names it. */
public sealed interface RebalancerEffect {
    /** Answer a node's report. May be lost. */
    record Send(NodeId to, ReportAck ack) implements RebalancerEffect {}

    /** Answer who commanded or asked under this ticket. */
    record Answer(long ticket, ClientReply reply) implements RebalancerEffect {}

    /** Create the very first map; answered by {@link RebalancerEvent.MapWriteEnded}. */
    record CreateMap(long ticket, ClusterMap first) implements RebalancerEffect {}

    /** Replace the map if its store version is still the expected one; answered by {@link RebalancerEvent.MapWriteEnded}. */
    record WriteMap(long ticket, int expectedStoreVersion, ClusterMap next) implements RebalancerEffect {}

    /** Sync, then read the map; answered by {@link RebalancerEvent.MapReadBack}. */
    record ReadBack(long ticket) implements RebalancerEffect {}

    /** This process is the rebalancer of {@code reign}. For logs and status. */
    record OfficeTaken(long reign) implements RebalancerEffect {}

    /** This process is no longer the rebalancer of {@code reign}; {@code why} is for people. */
    record OfficeLost(long reign, String why) implements RebalancerEffect {}

    /** The map of {@code mapVersion} was written; {@code what} says, for people, what it changed. */
    record Announce(long mapVersion, String what) implements RebalancerEffect {}

    /**
     * A move has come to its next step. For logs.
     *
     * @param move its id; 0 if it was committed before this process took office
     * @param epoch of the range, by the map
     * @param target who is to be a member, or is by now
     * @param leaving who is one no longer then
     * @param copiedBytes keys and values sent to the target, as far as is known
     * @param elapsedMillis since this process has known of the move
     * @param why it was given up, for people; else empty
     */
    record MoveStepped(
            long move,
            RangeId range,
            long epoch,
            Member target,
            Member leaving,
            MoveStep step,
            long copiedBytes,
            long copiedKeys,
            long elapsedMillis,
            String why)
            implements RebalancerEffect {}

    /**
     * The map in ZooKeeper is behind what a node has on disk. The candidate stands aside until a map at or above that
     * mark is there, which takes an operator. For logs, status and health.
     */
    record WentBackInTime(String why) implements RebalancerEffect {}

    /** The stop asked for is done; no effect follows. */
    record Stopped() implements RebalancerEffect {}

    /** An invariant is broken: stop this node at once, answering nothing more. */
    record FailStop(String why) implements RebalancerEffect {}
}
