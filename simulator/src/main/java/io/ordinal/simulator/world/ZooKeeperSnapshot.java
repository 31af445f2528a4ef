package io.ordinal.simulator.world;

import io.ordinal.ring.ClusterMap;
import io.ordinal.ring.Registration;
import io.ordinal.sequencer.SequencerRecord;
import io.ordinal.simulator.world.ZooKeeperRecord.Stamped;
import java.util.List;
import java.util.Optional;

/** Everything that a server of the ensemble holds, at one moment. */
record ZooKeeperSnapshot(
        long takenNanos,
        Optional<Stamped<ClusterMap>> map,
        Optional<Stamped<SequencerRecord>> sequencer,
        List<Registration> present,
        long zxid) {}
