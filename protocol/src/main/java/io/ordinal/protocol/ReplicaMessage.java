package io.ordinal.protocol;

/** What nodes say to each other about the replicas of a range. Lost, repeated and reordered messages do no harm. */
public sealed interface ReplicaMessage extends Message
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
                Heartbeat,
                HeartbeatAck,
                ReleaseLease,
                CloseRequest {}
