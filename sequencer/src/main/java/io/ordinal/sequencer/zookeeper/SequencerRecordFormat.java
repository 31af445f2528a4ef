package io.ordinal.sequencer.zookeeper;

import io.ordinal.ring.Address;
import io.ordinal.ring.DiskId;
import io.ordinal.ring.Member;
import io.ordinal.ring.NodeId;
import io.ordinal.ring.zookeeper.RecordFormat;
import io.ordinal.ring.zookeeper.TextRecord;
import io.ordinal.sequencer.SequencerRecord;

/** How the sequencer record stands in ZooKeeper: text, so that an operator can read it with ZooKeeper's own tools. */
final class SequencerRecordFormat implements RecordFormat<SequencerRecord> {
    private static final String FORMAT = "ordinal-sequencer/1";

    @Override
    public byte[] encode(SequencerRecord record) {
        return new TextRecord(FORMAT)
                .with("term", record.term())
                .with("ceiling", record.ceiling())
                .with("owner", record.owner().toString())
                .with("node", record.holder().node().name())
                .with("disk", record.holder().disk().toString())
                .with("address", record.address().toString())
                .with("stopped-cleanly", Boolean.toString(record.stoppedCleanly()))
                .encode();
    }

    @Override
    public SequencerRecord decode(byte[] bytes) {
        TextRecord record = TextRecord.decode(FORMAT, bytes);
        return new SequencerRecord(
                notNegative(record, "term"),
                notNegative(record, "ceiling"),
                record.uuid("owner"),
                new Member(new NodeId(record.text("node")), new DiskId(record.uuid("disk"))),
                Address.parse(record.text("address")),
                record.flag("stopped-cleanly"));
    }

    /**
     * Within a term one owner raises the ceiling, and may at its end lower it to the last number issued. Between terms
     * the ceilings seen here prove nothing: the clean stop between them may have been missed.
     */
    @Override
    public boolean mayFollow(SequencerRecord earlier, SequencerRecord later) {
        if (later.term() != earlier.term()) {
            return later.term() > earlier.term();
        }
        return later.owner().equals(earlier.owner())
                && (later.stoppedCleanly() || (!earlier.stoppedCleanly() && later.ceiling() >= earlier.ceiling()));
    }

    private static long notNegative(TextRecord record, String name) {
        long number = record.number(name);
        if (number < 0) {
            throw new IllegalArgumentException("the field " + name + " is negative: " + number);
        }
        return number;
    }
}
