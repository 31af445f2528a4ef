package io.ordinal.launcher;

import io.ordinal.launcher.load.LoadReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a load run found, for people. */
final class BenchTable {
    private BenchTable() {}

    static String print(LoadReport report) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "per second", "p50", "p90", "p99", "p99.9", "max", "ended"));
        add(rows, "writes", report.writes());
        add(rows, "reads", report.reads());
        String trouble = report.unexpected() == 0
                ? ""
                : "\n\n" + report.unexpected() + " operations did not end as they should; the first: "
                        + report.firstTrouble();
        return headline(report) + "\n\n" + Columns.print(rows) + offered(report.offered()) + trouble;
    }

    private static String offered(LoadReport.@Nullable Offered offered) {
        return offered == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        "\n\noffered %,.0f a second: %,d refused (p99 after %s), %,d not started",
                        offered.perSecond(),
                        offered.refused(),
                        millis(offered.refusal().p99()),
                        offered.notStarted());
    }

    private static String headline(LoadReport report) {
        return String.format(
                Locale.ROOT,
                "%s%d in flight by %d %s, %,d keys, values of %,d B, reads %s; %.1f s after %d s of warm-up",
                report.offered() == null ? "" : "at most ",
                report.inFlight(),
                report.clients(),
                report.clients() == 1 ? "client" : "clients",
                report.keys(),
                report.valueBytes(),
                report.read(),
                report.seconds(),
                report.warmupSeconds());
    }

    private static void add(List<List<String>> rows, String name, LoadReport.@Nullable Operations operations) {
        if (operations == null) {
            return;
        }
        LoadReport.Latency latency = operations.latency();
        rows.add(List.of(
                name,
                String.format(Locale.ROOT, "%,.0f", operations.perSecond()),
                millis(latency.p50()),
                millis(latency.p90()),
                millis(latency.p99()),
                millis(latency.p999()),
                millis(latency.max()),
                endings(operations.endings())));
    }

    private static String endings(Map<String, Long> endings) {
        return endings.entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .map(each -> String.format(Locale.ROOT, "%,d %s", each.getValue(), each.getKey()))
                .collect(Collectors.joining(", "));
    }

    static String millis(double micros) {
        return String.format(Locale.ROOT, micros < 10_000 ? "%.2f ms" : "%.0f ms", micros / 1_000);
    }
}
