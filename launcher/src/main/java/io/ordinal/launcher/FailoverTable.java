package io.ordinal.launcher;

import io.ordinal.launcher.chaos.FailoverReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How long writes stood still, for people. */
final class FailoverTable {
    private FailoverTable() {}

    static String print(FailoverReport report) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("event", "trials", "ranges", "goal", "median", "worst", "not applied", "p99", "max"));
        for (FailoverReport.Row row : report.rows()) {
            rows.add(List.of(
                    row.event().words(),
                    Integer.toString(row.trials()),
                    Integer.toString(row.ranges()),
                    millis(row.event().goalMillis()),
                    millis(row.medianMillis()),
                    millis(row.worstMillis()),
                    Long.toString(row.notApplied()),
                    millis(row.p99Millis()),
                    millis(row.maxMillis())));
        }
        return "\n" + Columns.print(rows)
                + "\n\nmedian, worst: the longest time in which one of the concerned ranges had no write acknowledged."
                + "\nnot applied, p99, max: the writes to those ranges from the event until all took writes again.";
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%,.0f ms", millis);
    }
}
