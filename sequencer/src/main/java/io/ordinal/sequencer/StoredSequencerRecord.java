package io.ordinal.sequencer;

/**
 * A sequencer record as it was read.
 *
 * @param storeVersion what a conditional write of its successor names
 * @param zxid ZooKeeper's transaction that wrote it
 */
public record StoredSequencerRecord(SequencerRecord record, int storeVersion, long zxid) {}
