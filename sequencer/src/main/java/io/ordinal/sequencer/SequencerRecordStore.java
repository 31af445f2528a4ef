package io.ordinal.sequencer;

import io.ordinal.ring.CasOutcome;
import io.ordinal.ring.ClusterMapSource.Subscription;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Where the sequencer record is kept. Safe for use by any thread. */
public interface SequencerRecordStore {
    /** Calls {@code listener} with every newer record, and at once with the current one if there is any. A hint. */
    Subscription subscribe(Consumer<StoredSequencerRecord> listener);

    /** Creates the first record. Never completes exceptionally. */
    CompletionStage<CasOutcome> create(SequencerRecord first);

    /** Replaces the record read as {@code expectedStoreVersion}. Atomic. Never completes exceptionally. */
    CompletionStage<CasOutcome> compareAndSet(int expectedStoreVersion, SequencerRecord next);

    /**
     * Syncs with ZooKeeper's leader, reads the record and publishes it if newer. Completes exceptionally when ZooKeeper
     * cannot be reached. Empty while there is no record.
     */
    CompletionStage<Optional<StoredSequencerRecord>> readBack();
}
