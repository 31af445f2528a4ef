package io.ordinal.node;

import io.ordinal.protocol.ClientRequest;
import io.ordinal.protocol.CopyPage;
import io.ordinal.protocol.EntryRun;
import io.ordinal.protocol.LogPage;
import io.ordinal.protocol.LogRecord;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.Operation;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.protocol.Replicate;
import io.ordinal.protocol.RetryRecord;
import io.ordinal.protocol.StoredEntry;
import io.ordinal.protocol.WriteRequest;
import io.ordinal.ring.Bytes;
import io.ordinal.ring.Key;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.Registration;
import io.ordinal.ring.StoredMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can happen to a node. */
public sealed interface NodeEvent {
    /** What its keys and values take in memory while it waits, roughly; 0 if it carries none. */
    default long heapBytes() {
        return 0;
    }

    /** A message from another node: about replicas, from the sequencer, or from the rebalancer. */
    record Received(NodeId from, Message message) implements NodeEvent {
        @Override
        public long heapBytes() {
            if (message instanceof Replicate replicate) {
                return RangeLog.sizeOf(replicate.records());
            } else if (message instanceof LogPage page) {
                return RangeLog.sizeOf(page.records());
            } else if (message instanceof CopyPage page) {
                return page.entries().length();
            }
            return 0;
        }
    }

    /** A client's request that the network threads could not answer by themselves. */
    record Asked(ReplyTo to, ClientRequest request) implements NodeEvent {
        @Override
        public long heapBytes() {
            if (request instanceof WriteRequest write) {
                Bytes value = write.operation() instanceof Operation.Put put ? put.value() : null;
                return RangeLog.sizeOf(write.operation().key(), value);
            }
            return 0;
        }
    }

    /**
     * A linearizable read met an entry, made by write {@code sequence}, that has expired by the leader's clock: it may be
     * shown as gone once that is committed.
     */
    record ExpiryMet(ReplyTo to, ReadRequest request, long sequence) implements NodeEvent {}

    /** A scan that asks for the state at {@code sequence} or later was refused: the range may be idle, and not close by itself. */
    record CloseWanted(RangeId range, long sequence) implements NodeEvent {}

    /** Everything appended up to this ticket is on disk, in the sense of the configured durability. */
    record JournalAppended(long ticket) implements NodeEvent {}

    /** Every table batch up to this ticket is in the table and seen by its readers. */
    record TableApplied(long ticket) implements NodeEvent {}

    /** The answer to {@link NodeEffect.FlushTable}. */
    record TableFlushed(long ticket) implements NodeEvent {}

    /** The answer to {@link NodeEffect.ReadEntry}: null if the table has nothing, not even a tombstone. */
    record EntryRead(long ticket, @Nullable StoredEntry entry) implements NodeEvent {}

    /** The answer to {@link NodeEffect.ReadLog}; {@code gone} if the journal no longer holds what was asked for. */
    record LogRead(long ticket, List<LogRecord> records, boolean gone) implements NodeEvent {}

    /** The answer to {@link NodeEffect.ReadCopy}: a page of one snapshot of the table. */
    record CopyRead(
            long ticket,
            Position asOf,
            long logTimeMillis,
            EntryRun entries,
            List<RetryRecord> retries,
            long retryFloor,
            @Nullable Key next)
            implements NodeEvent {}

    /** A page of a copy, or a digest, cannot be had now; whoever wants it asks again. */
    record NotRead(long ticket) implements NodeEvent {}

    /** The answer to {@link NodeEffect.Digest}: equal for two tables only if what they hold of the range is equal. */
    record Digested(long ticket, long digest) implements NodeEvent {}

    /** The answer to {@link NodeEffect.FindTombstones}. */
    record TombstonesFound(long ticket, Table.Tombstones tombstones) implements NodeEvent {}

    /** The journal's newest segment is full: it is time for {@link NodeEffect.Roll}. */
    record SegmentFull() implements NodeEvent {}

    /** A cluster map was read. */
    record MapSeen(StoredMap map) implements NodeEvent {}

    /** The registrations present changed. */
    record MembersSeen(List<Registration> present) implements NodeEvent {}

    /** The sequencer record was read: who reigns, and in which term. */
    record SequencerSeen(long term, Member holder, long zxid) implements NodeEvent {}

    /** The connection to a peer was refused or broke. */
    record PeerLost(NodeId peer) implements NodeEvent {}

    /** The connection to a peer stands, and the peer is who it should be. */
    record PeerConnected(NodeId peer) implements NodeEvent {}

    /** The wall clock, told at the start and every second: log time is reckoned from it. */
    record WallClockRead(long wallMillis) implements NodeEvent {}

    /** Whether free space has fallen below what the journal and the table need. */
    record DiskFull(boolean full) implements NodeEvent {}

    /**
     * The node is about to leave: it asks the rebalancer to give its leaderships to others, serves until they took over,
     * and says {@link NodeEffect.HandedOver} when there is nothing left that somebody else could lead.
     */
    record Leave() implements NodeEvent {}

    /** Leave in good order: stop serving, release leases. Nothing is taken in afterwards. */
    record ShutDown() implements NodeEvent {}
}
