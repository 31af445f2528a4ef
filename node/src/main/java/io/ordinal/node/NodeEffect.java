package io.ordinal.node;

import io.ordinal.protocol.ClientReply;
import io.ordinal.protocol.Marks;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.Position;
import io.ordinal.protocol.ReadRequest;
import io.ordinal.protocol.StatusReply;
import io.ordinal.ring.Key;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.RangeId;
import io.ordinal.ring.TokenRange;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a node's core asks of its shell. Tickets rise by one per kind of effect; answers name them. */
public sealed interface NodeEffect {
    /** Send to another node (or to this one, if it holds the office meant). May be lost. */
    record Send(NodeId to, Message message) implements NodeEffect {}

    /** Answer a client. */
    record Reply(ReplyTo to, ClientReply reply) implements NodeEffect {}

    /** Append to the journal in this order, force, then say {@link NodeEvent.JournalAppended}. */
    record Append(long ticket, List<JournalRecord> records) implements NodeEffect {
        public Append {
            records = List.copyOf(records);
        }
    }

    /**
     * Begin a new journal segment with these records, the whole protocol state of every range, and force it; then say
     * {@link NodeEvent.JournalAppended}. Tickets are shared with {@link Append}.
     */
    record Roll(long ticket, List<JournalRecord> state) implements NodeEffect {
        public Roll {
            state = List.copyOf(state);
        }
    }

    /**
     * Delete the oldest journal segments, as far as each of their records is in flushed table files and at or below
     * its range's position in {@code passed}, or the journal is over its byte cap.
     */
    record Trim(Map<RangeId, Position> passed) implements NodeEffect {
        public Trim {
            passed = Map.copyOf(passed);
        }
    }

    /** Apply to the table atomically and in ticket order, then say {@link NodeEvent.TableApplied}. */
    record Apply(long ticket, TableBatch batch) implements NodeEffect {}

    /**
     * Make durable what was to be applied before, then say {@link NodeEvent.TableFlushed}. What is to be applied
     * afterwards does not wait for it.
     */
    record FlushTable(long ticket) implements NodeEffect {}

    /** Fetch a key's state for a condition; answered by {@link NodeEvent.EntryRead}. */
    record ReadEntry(long ticket, RangeId range, Key key) implements NodeEffect {}

    /** Fetch the records of a range that follow a position; answered by {@link NodeEvent.LogRead}. */
    record ReadLog(long ticket, RangeId range, Position after, int maxBytes) implements NodeEffect {}

    /**
     * Fetch a page of a copy; answered by {@link NodeEvent.CopyRead}. All pages with the same {@code copy} come from
     * one snapshot, opened with the first and given up after the last, or when unused for a minute.
     */
    record ReadCopy(
            long ticket,
            RangeId range,
            NodeId forPeer,
            long copy,
            @Nullable Key after,
            int maxBytes) implements NodeEffect {}

    /**
     * Digest everything that the table holds of a range, as it is behind all {@link Apply} that came before and before all
     * that come after; answered by {@link NodeEvent.Digested}, or {@link NodeEvent.NotRead}. May take long.
     */
    record Digest(long ticket, RangeId range, TokenRange tokens) implements NodeEffect {}

    /**
     * Look for tombstones that may go: those up to a number, after a key of the range; answered by
     * {@link NodeEvent.TombstonesFound}. For this nobody waits.
     *
     * @param after exclusive; null begins at the range's start
     * @param maxVisited the page ends after looking at so many keys
     */
    record FindTombstones(
            long ticket,
            RangeId range,
            TokenRange tokens,
            long upToSequence,
            @Nullable Key after,
            int maxVisited) implements NodeEffect {}

    /** What network threads may read of a range from now on; null revokes. In force when this effect is carried out. */
    record Publish(RangeId range, @Nullable ReadPermit permit) implements NodeEffect {}

    /** The sequencer was silent for too long or refused: the candidate of this process may challenge it. */
    record SuspectSequencer(long term) implements NodeEffect {}

    /** The rebalancer was silent for too long or refused: the candidate of this process may challenge it. */
    record SuspectRebalancer(long reign) implements NodeEffect {}

    /** A read that waited may be answered now: decide it anew from the permit and the table. */
    record ReadAgain(ReplyTo to, ReadRequest request) implements NodeEffect {}

    /** Answer a status request; the shell adds what it alone knows. */
    record Status(
            ReplyTo to,
            long mapVersion,
            String readOnlyWhy,
            long term,
            long highestIssued,
            List<StatusReply.RangeStatus> ranges)
            implements NodeEffect {
        public Status {
            ranges = List.copyOf(ranges);
        }
    }

    /** Whether this node takes writes, for status and prompts; empty if it does, otherwise why not. */
    record ReadOnly(String why) implements NodeEffect {}

    /** Whether there is room for more writes: while there is none, network threads refuse them as overloaded. */
    record Room(boolean there) implements NodeEffect {}

    /** The highest numbers seen have risen: handshakes name them from now on. */
    record MarksSeen(Marks marks) implements NodeEffect {}

    /**
     * Which ranges are suspect is in the journal, so that a start from here on knows it by itself: what the shell keeps
     * to tell the next start may go.
     */
    record SuspicionNoted() implements NodeEffect {}

    /** After {@link NodeEvent.Leave}: this node leads nothing any more that another could lead. Said once. */
    record HandedOver() implements NodeEffect {}

    /** The node has left in good order, as {@link NodeEvent.ShutDown} asked; what was asked for before is still due. */
    record Stopped() implements NodeEffect {}

    /** An invariant is broken, or the disk failed: stop this node at once, answering nothing more. */
    record FailStop(String why) implements NodeEffect {}
}
