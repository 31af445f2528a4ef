package io.ordinal.protocol;

/** What nodes and the rebalancer say to each other. */
public sealed interface RebalancerMessage extends Message permits NodeReport, ReportAck {}
