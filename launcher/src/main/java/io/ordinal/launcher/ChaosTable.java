package io.ordinal.launcher;

import io.ordinal.launcher.chaos.ChaosReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a chaos run found, for people. */
final class ChaosTable {
    private ChaosTable() {}

    static String print(ChaosReport report) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "p50", "p99", "max", "ended"));
        add(rows, "writes", report.writeLatency(), report.writes());
        add(rows, "reads", report.readLatency(), report.reads());
        String undecided = report.undecidedKeys() == 0
                ? ""
                : report.undecidedKeys() + " keys had histories too long to be judged\n";
        return "\nfaults: " + counts(report.faults()) + "\n\n" + Columns.print(rows)
                + "\nthe longest time without a write acknowledged: " + report.longestGapMillis() + " ms, in "
                + report.rounds() + " rounds\n"
                + String.format(Locale.ROOT, "counters: %,d times counted up%n", report.counted())
                + undecided + verdict(report);
    }

    private static String verdict(ChaosReport report) {
        return report.violation() == null
                ? "NOTHING WAS BROKEN (seed " + report.seed() + ")"
                : "BROKEN (seed " + report.seed() + "): " + report.violation();
    }

    private static void add(
            List<List<String>> rows, String name, ChaosReport.Latency latency, Map<String, Long> endings) {
        rows.add(List.of(
                name,
                millis(latency.p50Millis()),
                millis(latency.p99Millis()),
                millis(latency.maxMillis()),
                counts(endings)));
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%,.0f ms", millis);
    }

    private static String counts(Map<String, ? extends Number> counts) {
        return counts.isEmpty()
                ? "none"
                : new TreeMap<>(counts)
                        .entrySet().stream()
                                .map(entry -> String.format(Locale.ROOT, "%,d %s", entry.getValue(), entry.getKey()))
                                .collect(Collectors.joining(", "));
    }
}
