package io.ordinal.simulator.world;

import io.ordinal.ring.Registration;
import io.ordinal.ring.StoredMap;
import io.ordinal.sequencer.StoredSequencerRecord;
import java.util.List;

/** What a process hears from its ZooKeeper client. */
public interface ZooKeeperListener {
    void connected();

    /** The connection is gone: what an office rests on cannot be known any more. */
    void suspended();

    void mapRead(StoredMap map);

    void sequencerRead(StoredSequencerRecord record);

    void membersRead(List<Registration> present);
}
