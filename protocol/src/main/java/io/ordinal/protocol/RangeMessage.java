package io.ordinal.protocol;

import io.ordinal.ring.RangeId;

/** What the replicas of one range say to each other. */
public sealed interface RangeMessage extends ReplicaMessage
        permits Replicate,
                ReplicateAck,
                Mismatch,
                StaleEpoch,
                NewEpoch,
                Promised,
                FetchLog,
                LogPage,
                FetchCopy,
                CopyPage,
                ReleaseLease,
                CloseRequest,
                MoveDigest {
    RangeId range();
}
