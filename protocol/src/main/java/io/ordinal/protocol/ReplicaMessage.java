package io.ordinal.protocol;

/** What nodes say to each other about replicas. Lost, repeated and reordered messages do no harm. */
public sealed interface ReplicaMessage extends Message permits RangeMessage, Heartbeat, HeartbeatAck {}
