package io.ordinal.launcher;

import io.ordinal.launcher.chaos.Moment;
import io.ordinal.launcher.chaos.Strike;
import io.ordinal.launcher.chaos.Strike.Harm;
import io.ordinal.launcher.chaos.Strike.Victim;
import io.ordinal.launcher.chaos.StrikesReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What came of strikes at every moment of joins and drains, for people. */
final class StrikesTable {
    private StrikesTable() {}

    static String print(StrikesReport report) {
        List<List<String>> rows = new ArrayList<>();
        List<String> heads = new ArrayList<>(List.of("a range is"));
        for (Victim victim : Victim.values()) {
            heads.add(victim.name().toLowerCase(Locale.ROOT) + " killed");
            heads.add("paused");
        }
        rows.add(heads);
        for (Moment moment : Moment.values()) {
            rows.add(cells(report, moment));
        }
        return "\n" + Columns.print(rows)
                + "\n\nseconds from when the harm was undone until every range was served; -: never to be seen."
                + String.format(
                        Locale.ROOT,
                        "%n%,d operations ended meanwhile, %,d of them without the answer that was asked for."
                                + "%n%,d keys were compared with what was acknowledged, and the histories of %,d calls judged.",
                        report.operations(),
                        report.failed(),
                        report.keysRead(),
                        report.judgedCalls())
                + (report.undecidedKeys() == 0
                        ? ""
                        : "\n" + report.undecidedKeys() + " keys had histories too long to be judged.")
                + (report.missed().isEmpty()
                        ? ""
                        : "\nnever to be seen: "
                                + report.missed().stream().map(Strike::words).collect(Collectors.joining("; ")))
                + "\n"
                + (report.broken().isEmpty()
                        ? "NOTHING WAS LOST, AND NOTHING STOOD STILL"
                        : "NOT AS IT SHOULD BE:\n  " + String.join("\n  ", report.broken()));
    }

    private static List<String> cells(StrikesReport report, Moment moment) {
        List<String> cells = new ArrayList<>(List.of(moment.words()));
        for (Victim victim : Victim.values()) {
            for (Harm harm : Harm.values()) {
                Double seconds = report.secondsUntilServed().get(new Strike(moment, victim, harm));
                cells.add(seconds == null ? "-" : String.format(Locale.ROOT, "%.1f s", seconds));
            }
        }
        return cells;
    }
}
