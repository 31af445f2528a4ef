package io.ordinal.launcher.chaos;

import java.util.List;

/** How long writes stood still, by what happened. */
public record FailoverReport(List<Row> rows) {
    public FailoverReport {
        rows = List.copyOf(rows);
    }

    /**
     * What one kind of event cost, over all its trials.
     *
     * @param ranges how many ranges were concerned, in the last trial
     * @param medianMillis of the longest time, in each trial, in which a concerned range had no write acknowledged
     * @param notApplied writes of all trials, from the event until all was well again, that ended otherwise
     * @param p99Millis of the writes to the concerned ranges that ended in that time
     */
    public record Row(
            FailoverEvent event,
            int trials,
            int ranges,
            double medianMillis,
            double worstMillis,
            long notApplied,
            double p99Millis,
            double maxMillis) {}
}
