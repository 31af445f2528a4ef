package io.ordinal.protocol;

/**
 * The receiver of a report answers.
 *
 * @param inOffice false if it is not, or no longer, the rebalancer: ask the one that the newest map names
 */
public record ReportAck(long report, boolean inOffice, long mapVersion) implements RebalancerMessage {}
