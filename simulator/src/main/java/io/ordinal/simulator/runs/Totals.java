package io.ordinal.simulator.runs;

import io.ordinal.simulator.Report;
import io.ordinal.simulator.world.RarePath;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What came of many runs together. Confined to one thread at a time. */
public final class Totals {
    /** More runs that were violated are counted only: their seeds were told when they ended. */
    private static final int MAX_NAMED = 20;

    private final TreeMap<String, Long> counts = new TreeMap<>();
    private final EnumMap<RarePath, Long> rarePaths = new EnumMap<>(RarePath.class);
    private final List<Long> violatedSeeds = new ArrayList<>();
    private int runs;
    private int violated;
    private int undecidedKeys;
    private long virtualNanos;
    private long events;

    void add(Report report) {
        runs++;
        virtualNanos += report.virtualNanos();
        events += report.events();
        undecidedKeys += report.undecidedKeys();
        report.counts().forEach((what, count) -> counts.merge(what, (long) count, Long::sum));
        report.rarePaths().forEach((path, count) -> rarePaths.merge(path, count, Long::sum));
        if (!report.isGreen()) {
            violated++;
            if (violatedSeeds.size() < MAX_NAMED) {
                violatedSeeds.add(report.seed());
            }
        }
    }

    public int runs() {
        return runs;
    }

    /** How many runs broke a promise; 0 is success. */
    public int violated() {
        return violated;
    }

    /** Keys whose histories were too long to be judged by themselves. */
    public int undecidedKeys() {
        return undecidedKeys;
    }

    /** Seeds of runs that broke a promise; at most {@value #MAX_NAMED}. */
    public List<Long> violatedSeeds() {
        return List.copyOf(violatedSeeds);
    }

    /** How often each rare path was taken; those that never were are not in it. */
    public Map<RarePath, Long> rarePaths() {
        return Map.copyOf(rarePaths);
    }

    /** Several lines for people. {@code tookNanos} is how long it took in the time of this world. */
    public String summary(long tookNanos) {
        double seconds = Math.max(1, tookNanos) / 1e9;
        StringBuilder text = new StringBuilder();
        text.append("faults, operations by their ending, and what else was counted:");
        append(text, counts);
        text.append("\nrare paths, and how often each was taken:");
        TreeMap<String, Long> paths = new TreeMap<>();
        for (RarePath path : RarePath.values()) {
            paths.put(path.name().toLowerCase(Locale.ROOT).replace('_', ' '), rarePaths.getOrDefault(path, 0L));
        }
        append(text, paths);
        text.append(String.format(
                Locale.ROOT,
                "%n%,.0f simulated seconds and %,d events in %,.1f s: %,.0f simulated seconds and %,.0f events a second",
                virtualNanos / 1e9,
                events,
                seconds,
                virtualNanos / 1e9 / seconds,
                events / seconds));
        if (undecidedKeys > 0) {
            text.append(String.format(
                    Locale.ROOT, "%n%,d keys had histories too long to judge by themselves", undecidedKeys));
        }
        text.append(String.format(Locale.ROOT, "%n%,d of %,d runs held", runs - violated, runs));
        if (violated > 0) {
            text.append("; not those of the seeds ").append(violatedSeeds);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Map<String, Long> counts) {
        int column = 0;
        for (Map.Entry<String, Long> each : counts.entrySet()) {
            text.append(column++ % 3 == 0 ? "\n  " : "  ")
                    .append(String.format(Locale.ROOT, "%-32s %,12d", each.getKey(), each.getValue()));
        }
    }
}
