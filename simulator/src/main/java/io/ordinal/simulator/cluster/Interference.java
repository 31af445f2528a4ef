package io.ordinal.simulator.cluster;

import io.ordinal.node.JournalRecord;
import io.ordinal.node.TableBatch;
import io.ordinal.node.Trust;
import io.ordinal.protocol.Message;
import io.ordinal.protocol.SequencerMessage;
import io.ordinal.ring.NodeId;
import java.util.List;

/**
 * A world that breaks one of its own promises to the cores, or a shell that breaks a rule of the protocol between core
 * and world. Checkers that do not notice it are worth nothing: each rule's proof is a run that interferes with it and
 * turns red. {@link #NONE} in every other run.
 */
public interface Interference {
    Interference NONE = new Interference() {};

    /** Whether the disk claims that what was appended is durable before it is. */
    default boolean saysDurableBeforeForce() {
        return false;
    }

    /** What of a journal a start after a crash gets to see. */
    default List<JournalRecord> replayed(List<JournalRecord> records) {
        return records;
    }

    /** What a start is told of its journal. */
    default Trust trust(Trust deserved) {
        return deserved;
    }

    /** What is sent in the place of a node's message. */
    default Message sent(NodeId from, NodeId to, Message message) {
        return message;
    }

    /** Up to which number tombstones are looked for, in the place of what a node asked for. */
    default long tombstonesUpTo(long asked) {
        return asked;
    }

    /** What a table writes in the place of a batch. */
    default TableBatch written(TableBatch batch) {
        return batch;
    }

    /** What arrives in the place of an answer of the sequencer. */
    default SequencerMessage granted(NodeId at, SequencerMessage answer) {
        return answer;
    }
}
