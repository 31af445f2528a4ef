package io.ordinal.sequencer.zookeeper;

import io.ordinal.ring.CasOutcome;
import io.ordinal.ring.ClusterMapSource.Subscription;
import io.ordinal.ring.zookeeper.WentBackInTime;
import io.ordinal.ring.zookeeper.ZooKeeperRecord;
import io.ordinal.ring.zookeeper.ZooKeeperRecord.Stored;
import io.ordinal.ring.zookeeper.ZooKeeperSession;
import io.ordinal.sequencer.SequencerRecord;
import io.ordinal.sequencer.SequencerRecordStore;
import io.ordinal.sequencer.StoredSequencerRecord;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The sequencer record in {@code /ordinal/<cluster>/sequencer}: ceiling and office in one. Only states that follow the
 * newest one seen are published. Listeners are called by the session's thread.
 */
public final class ZooKeeperSequencerRecordStore implements SequencerRecordStore, AutoCloseable {
    private final ZooKeeperRecord<SequencerRecord> record;

    /** @param seenZxid the newest sequencer transaction that this process's disk has seen; 0 for none */
    public ZooKeeperSequencerRecordStore(ZooKeeperSession session, long seenZxid) {
        record = new ZooKeeperRecord<>(session, "sequencer", new SequencerRecordFormat(), seenZxid);
    }

    /** The newest record known here. Never blocks. */
    public Optional<StoredSequencerRecord> current() {
        return record.current().map(ZooKeeperSequencerRecordStore::stored);
    }

    @Override
    public Subscription subscribe(Consumer<StoredSequencerRecord> listener) {
        return record.subscribe(newer -> listener.accept(stored(newer)));
    }

    /** Calls {@code listener} when ZooKeeper shows an older record than before. The holder ends its term then. */
    public Subscription onWentBackInTime(Consumer<WentBackInTime> listener) {
        return record.onWentBackInTime(listener);
    }

    @Override
    public CompletionStage<CasOutcome> create(SequencerRecord first) {
        return record.create(first);
    }

    @Override
    public CompletionStage<CasOutcome> compareAndSet(int expectedStoreVersion, SequencerRecord next) {
        return record.compareAndSet(expectedStoreVersion, next);
    }

    @Override
    public CompletionStage<Optional<StoredSequencerRecord>> readBack() {
        return record.readBack().thenApply(read -> read.map(ZooKeeperSequencerRecordStore::stored));
    }

    /** Ends the watching; the record stays. */
    @Override
    public void close() {
        record.close();
    }

    private static StoredSequencerRecord stored(Stored<SequencerRecord> newer) {
        return new StoredSequencerRecord(newer.value(), newer.storeVersion(), newer.zxid());
    }
}
