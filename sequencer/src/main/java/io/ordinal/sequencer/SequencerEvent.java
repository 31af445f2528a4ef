package io.ordinal.sequencer;

import io.ordinal.protocol.GrantRequest;
import io.ordinal.protocol.Marks;
import io.ordinal.ring.CasOutcome;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.Registration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can happen to a candidate for the office of sequencer. */
public sealed interface SequencerEvent {
    /** A node asks for numbers. Refused unless this process is in office. */
    record Received(NodeId from, GrantRequest request) implements SequencerEvent {}

    /** The sequencer record was read: a hint, since a watch may be late or skip records. */
    record RecordSeen(StoredSequencerRecord stored) implements SequencerEvent {}

    /** The answer to {@link SequencerEffect.CreateRecord} or {@link SequencerEffect.WriteRecord}. */
    record RecordWriteEnded(long ticket, CasOutcome outcome) implements SequencerEvent {}

    /**
     * The answer to {@link SequencerEffect.ReadBack}.
     *
     * @param stored null if there is no record (or the read failed)
     * @param failed whether ZooKeeper could not be reached: nothing is known then
     */
    record RecordReadBack(long ticket, @Nullable StoredSequencerRecord stored, boolean failed)
            implements SequencerEvent {}

    /**
     * This process's own node finds the holder of {@code term} silent or refusing connections. Said again for as long
     * as it lasts, at least every {@link SequencerTimes#suspicionNanos}; a suspicion that is not renewed lapses.
     */
    record Suspected(long term) implements SequencerEvent {}

    /**
     * Who is registered and may hold the office changed, see {@link io.ordinal.ring.ClusterMap#candidates}. A candidate stands
     * only while it is among them.
     */
    record MembersSeen(List<Registration> present) implements SequencerEvent {
        public MembersSeen {
            present = List.copyOf(present);
        }
    }

    /** The connection to ZooKeeper stands (again). */
    record ZooKeeperConnected() implements SequencerEvent {}

    /** The connection to ZooKeeper broke. Nothing is written until it stands again. */
    record ZooKeeperSuspended() implements SequencerEvent {}

    /** The highest numbers that this process's node has on its disk; needed once before the candidate stands. */
    record MarksSeen(Marks marks) implements SequencerEvent {}

    /** Leave in good order: stop issuing, write the exact last number, then say {@link SequencerEffect.Stopped}. */
    record StopCleanly() implements SequencerEvent {}
}
