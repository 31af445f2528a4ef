package io.ordinal.sequencer;

import io.ordinal.protocol.SequencerMessage;
import io.ordinal.ring.NodeId;

/** What a sequencer's core asks of its shell. Tickets rise by one; the answer to a ticket names it. */
public sealed interface SequencerEffect {
    /** Answer a node. May be lost. */
    record Send(NodeId to, SequencerMessage message) implements SequencerEffect {}

    /** Create the very first record; answered by {@link SequencerEvent.RecordWriteEnded}. */
    record CreateRecord(long ticket, SequencerRecord first) implements SequencerEffect {}

    /** Replace the record if its version is still the expected one; answered by {@link SequencerEvent.RecordWriteEnded}. */
    record WriteRecord(long ticket, int expectedStoreVersion, SequencerRecord next) implements SequencerEffect {}

    /** Sync, then read the record; answered by {@link SequencerEvent.RecordReadBack}. */
    record ReadBack(long ticket) implements SequencerEffect {}

    /** This process is the sequencer of {@code term}, for logs and status; its numbers lie above {@code startsAbove}. */
    record OfficeTaken(long term, long startsAbove) implements SequencerEffect {}

    /** The predecessor's lease is over: from now on numbers are issued in {@code term}. For logs and status. */
    record IssuingBegun(long term) implements SequencerEffect {}

    /** This process is no longer the sequencer of {@code term}; {@code why} is for people. */
    record OfficeLost(long term, String why) implements SequencerEffect {}

    /**
     * The record in ZooKeeper is behind what a node has on disk. The candidate stands aside until a record at or above
     * those marks is there, which takes an operator. For logs, status and health.
     */
    record WentBackInTime(String why) implements SequencerEffect {}

    /** The stop asked for is done, cleanly or not; no effect follows. */
    record Stopped() implements SequencerEffect {}

    /** An invariant is broken: stop this node at once, answering nothing more. */
    record FailStop(String why) implements SequencerEffect {}
}
