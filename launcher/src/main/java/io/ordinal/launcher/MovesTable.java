package io.ordinal.launcher;

import io.ordinal.launcher.chaos.MovesFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the coming and going of nodes cost, for people. */
final class MovesTable {
    private static final String NOTHING = "-";

    private MovesTable() {}

    static String print(MovesFigures figures) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "phase",
                "seconds",
                "operations",
                "failed",
                "p50",
                "p99",
                "max",
                "ranges",
                "moves",
                "moved",
                "demanded",
                "ratio",
                "balance"));
        figures.rows().forEach(row -> rows.add(cells(row)));
        rows.add(List.of(
                "goal",
                "",
                "",
                "0",
                "",
                "<= " + millis(figures.goalP99Millis()),
                "",
                "as before",
                "",
                "",
                "",
                String.format(Locale.ROOT, "<= %.2f", MovesFigures.GOAL_RATIO),
                String.format(Locale.ROOT, "<= %.2f", MovesFigures.GOAL_BALANCE)));
        return "\n" + Columns.print(rows)
                + "\n\np50, p99, max: from when an operation was due. The goal of p99 is "
                + String.format(Locale.ROOT, "%.0f times that before.", MovesFigures.GOAL_P99_TIMES)
                + "\nmoved: keys and values that were copied, not what came by the log; demanded: those in what nodes newly hold."
                + "\nbalance: what the most loaded node holds, by its part of the ring, divided by the mean."
                + String.format(
                        Locale.ROOT,
                        "%n%,d keys were compared with what was acknowledged, and the histories of %,d calls judged.",
                        figures.keysRead(),
                        figures.judgedCalls())
                + (figures.undecidedKeys() == 0
                        ? ""
                        : "\n" + figures.undecidedKeys() + " keys had histories too long to be judged.")
                + "\n" + verdict(figures.verdict());
    }

    private static String verdict(List<String> verdict) {
        return verdict.isEmpty() ? "ALL GOALS ARE MET" : "NOT AS IT SHOULD BE:\n  " + String.join("\n  ", verdict);
    }

    private static List<String> cells(MovesFigures.Row row) {
        return List.of(
                row.phase(),
                String.format(Locale.ROOT, "%.1f", row.seconds()),
                String.format(Locale.ROOT, "%,d", row.operations()),
                Long.toString(row.failed()),
                millis(row.p50Millis()),
                millis(row.p99Millis()),
                millis(row.maxMillis()),
                row.rangesBefore() + " -> " + row.rangesAfter(),
                Long.toString(row.moves()),
                row.isChange() ? megabytes(row.movedBytes()) : NOTHING,
                row.isChange() ? megabytes(row.demandedBytes()) : NOTHING,
                row.isChange() ? String.format(Locale.ROOT, "%.3f", row.ratio()) : NOTHING,
                String.format(Locale.ROOT, "%.3f", row.balance()));
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%,.0f ms", millis);
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.2f MB", bytes / 1e6);
    }
}
